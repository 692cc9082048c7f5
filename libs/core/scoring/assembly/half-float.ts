/** The value of IEEE 754 binary16 bits. */
export function halfFloat(bits: u32): f32 {
  const sign = (bits & 0x8000) << 16;
  // Moving the exponent by multiplication is exact for subnormal numbers, too; infinities and NaN are never stored.
  const magnitude = reinterpret<f32>((bits & 0x7fff) << 13) * reinterpret<f32>(0x77800000);
  return reinterpret<f32>(reinterpret<u32>(magnitude) | sign);
}

/** Widens `count` binary16 numbers to floats. */
export function widenHalf(source: usize, count: usize, target: usize): void {
  const shift = f32x4.splat(reinterpret<f32>(0x77800000));
  let done: usize = 0;
  for (; done + 4 <= count; done += 4) {
    const bits = v128.load_ext<u16>(source + (done << 1));
    const sign = i32x4.shl(v128.and(bits, i32x4.splat(0x8000)), 16);
    const magnitude = f32x4.mul(i32x4.shl(v128.and(bits, i32x4.splat(0x7fff)), 13), shift);
    v128.store(target + (done << 2), v128.or(magnitude, sign));
  }
  for (; done < count; done++) store<f32>(target + (done << 2), halfFloat(load<u16>(source + (done << 1))));
}
