/** Tokens whose codes are looked up at a time: one in each byte of a vector. */
export const groupTokens: usize = 16;

/**
 * Lays the first residual bytes of 16 tokens out by half bytes, [usedBytes rounded up to a multiple of 4, 2, 16].
 * Reads up to 3 bytes beyond those.
 * @param tokens [16] 32-bit integers: places in `codes`
 * @param codes [tokens] of a binary16 scale and residual bytes, `stride` bytes in all
 */
export function spreadCodes(tokens: usize, codes: usize, stride: usize, usedBytes: usize, halves: usize): void {
  const end = codes + 2 + usedBytes;
  for (let bytes = codes + 2; bytes < end; bytes += 4, halves += 128) {
    const a = fourTokens(tokens, bytes, stride);
    const b = fourTokens(tokens + 16, bytes, stride);
    const c = fourTokens(tokens + 32, bytes, stride);
    const d = fourTokens(tokens + 48, bytes, stride);
    const ab01 = i32x4.shuffle(a, b, 0, 4, 1, 5);
    const ab23 = i32x4.shuffle(a, b, 2, 6, 3, 7);
    const cd01 = i32x4.shuffle(c, d, 0, 4, 1, 5);
    const cd23 = i32x4.shuffle(c, d, 2, 6, 3, 7);
    storeHalves(i64x2.shuffle(ab01, cd01, 0, 2), halves);
    storeHalves(i64x2.shuffle(ab01, cd01, 1, 3), halves + 32);
    storeHalves(i64x2.shuffle(ab23, cd23, 0, 2), halves + 64);
    storeHalves(i64x2.shuffle(ab23, cd23, 1, 3), halves + 96);
  }
}

/** Four bytes of each of four tokens: the first bytes of all, the second ones, and so on. */
function fourTokens(tokens: usize, bytes: usize, stride: usize): v128 {
  let four = v128.load32_zero(bytes + <usize>load<u32>(tokens) * stride);
  four = v128.load32_lane(bytes + <usize>load<u32>(tokens, 4) * stride, four, 1);
  four = v128.load32_lane(bytes + <usize>load<u32>(tokens, 8) * stride, four, 2);
  four = v128.load32_lane(bytes + <usize>load<u32>(tokens, 12) * stride, four, 3);
  return i8x16.shuffle(four, four, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
}

function storeHalves(bytes: v128, halves: usize): void {
  const low = i8x16.splat(15);
  v128.store(halves, v128.and(bytes, low));
  v128.store(halves, v128.and(i16x8.shr_u(bytes, 4), low), 16);
}

/**
 * Sums of the table entries of 16 tokens for two query tokens, [16] 16-bit integers each.
 * @param halves [halfBytes, 16], of `spreadCodes`
 * @param first table [halfBytes, 16] of a query token, of `residualTable`
 * @param second that of another
 * @param halfBytes an even number
 */
export function entrySums(
  halves: usize,
  first: usize,
  second: usize,
  halfBytes: usize,
  firstSums: usize,
  secondSums: usize,
): void {
  // Sums of even tokens in 16 bits, to which 256 times those of odd ones are added, and of odd ones alone.
  let both0 = i16x8.splat(0);
  let both1 = i16x8.splat(0);
  let odd0 = i16x8.splat(0);
  let odd1 = i16x8.splat(0);
  for (const end = halves + (halfBytes << 4); halves < end; halves += 32, first += 32, second += 32) {
    const low = v128.load(halves);
    const high = v128.load(halves, 16);
    const pair0 = i8x16.add(
      i8x16.relaxed_swizzle(v128.load(first), low),
      i8x16.relaxed_swizzle(v128.load(first, 16), high),
    );
    const pair1 = i8x16.add(
      i8x16.relaxed_swizzle(v128.load(second), low),
      i8x16.relaxed_swizzle(v128.load(second, 16), high),
    );
    both0 = i16x8.add(both0, pair0);
    both1 = i16x8.add(both1, pair1);
    odd0 = i16x8.add(odd0, i16x8.shr_u(pair0, 8));
    odd1 = i16x8.add(odd1, i16x8.shr_u(pair1, 8));
  }
  storeSums(both0, odd0, firstSums);
  storeSums(both1, odd1, secondSums);
}

function storeSums(both: v128, odd: v128, sums: usize): void {
  const even = i16x8.sub(both, i16x8.shl(odd, 8));
  v128.store(sums, i16x8.shuffle(even, odd, 0, 8, 1, 9, 2, 10, 3, 11));
  v128.store(sums, i16x8.shuffle(even, odd, 4, 12, 5, 13, 6, 14, 7, 15), 16);
}
