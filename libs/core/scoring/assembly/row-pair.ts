/**
 * Dot products of two rows with the 16 columns of one block, to `out0` and `out1`, 16 floats each.
 * Two rows at a time keep eight sums in registers.
 */
export function rowPair(first: usize, second: usize, dims: usize, columns: usize, out0: usize, out1: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let a2 = f32x4.splat(0);
  let a3 = f32x4.splat(0);
  let b0 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let b2 = f32x4.splat(0);
  let b3 = f32x4.splat(0);
  for (let end = first + (dims << 2); first < end; first += 4, second += 4, columns += 64) {
    const x = v128.load32_splat(first);
    const y = v128.load32_splat(second);
    const c0 = v128.load(columns);
    const c1 = v128.load(columns, 16);
    const c2 = v128.load(columns, 32);
    const c3 = v128.load(columns, 48);
    a0 = f32x4.relaxed_madd(x, c0, a0);
    b0 = f32x4.relaxed_madd(y, c0, b0);
    a1 = f32x4.relaxed_madd(x, c1, a1);
    b1 = f32x4.relaxed_madd(y, c1, b1);
    a2 = f32x4.relaxed_madd(x, c2, a2);
    b2 = f32x4.relaxed_madd(y, c2, b2);
    a3 = f32x4.relaxed_madd(x, c3, a3);
    b3 = f32x4.relaxed_madd(y, c3, b3);
  }
  v128.store(out0, a0);
  v128.store(out0, a1, 16);
  v128.store(out0, a2, 32);
  v128.store(out0, a3, 48);
  v128.store(out1, b0);
  v128.store(out1, b1, 16);
  v128.store(out1, b2, 32);
  v128.store(out1, b3, 48);
}
