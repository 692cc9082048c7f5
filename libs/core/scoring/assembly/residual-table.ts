import { lanes } from './pack';

/**
 * Table of what each residual byte adds to each query token's score, [dims * bits / 8, 256, blocks * 16] 16-bit
 * integers in units of the returned step: sums over a whole token cannot overflow.
 * A byte holds 8 / bits components, the first in its lowest bits.
 * @param packed query vectors in blocks
 * @param bits 2 or 4
 * @param levels [2 ** bits] floats: value of each code
 * @param scratch room for 512 * 16 bytes
 * @returns the step, in units of the dot product
 */
export function residualTable(
  packed: usize,
  blocks: usize,
  dims: usize,
  bits: usize,
  levels: usize,
  scratch: usize,
  table: usize,
): f32 {
  const step = largestSum(packed, blocks, dims, bits, levels) / 32767;
  const inverse: f32 = step > 0 ? 1 / step : 0;
  const components: usize = 8 / bits;
  const width = (blocks * lanes) << 1;
  const quads = blocks * 4;
  for (let quad: usize = 0; quad < quads; quad++) {
    const columns = packed + (quad / 4) * dims * lanes * 4 + (quad % 4) * 16;
    for (let byte: usize = 0; byte < dims / components; byte++) {
      const first = columns + byte * components * lanes * 4;
      halfByteSums(first, bits, levels, inverse, scratch);
      halfByteSums(first + (components / 2) * lanes * 4, bits, levels, inverse, scratch + 256);
      const target = table + byte * 256 * width + quad * 8;
      for (let value: usize = 0; value < 256; value++) {
        const sum = f32x4.add(v128.load(scratch + ((value & 15) << 4)), v128.load(scratch + 256 + ((value >> 4) << 4)));
        const whole = i32x4.trunc_sat_f32x4_s(f32x4.nearest(sum));
        v128.store64_lane(target + value * width, i16x8.narrow_i32x4_s(whole, whole), 0);
      }
    }
  }
  return step;
}

/** What each of the 16 values of half a byte adds to four columns, [16] vectors. */
function halfByteSums(columns: usize, bits: usize, levels: usize, inverse: f32, sums: usize): void {
  const scale = f32x4.splat(inverse);
  const first = f32x4.mul(v128.load(columns), scale);
  const second = f32x4.mul(v128.load(columns, 64), scale);
  for (let value: usize = 0; value < 16; value++) {
    let sum: v128;
    if (bits == 4) {
      sum = f32x4.mul(first, v128.load32_splat(levels + (value << 2)));
    } else {
      const low = f32x4.mul(first, v128.load32_splat(levels + ((value & 3) << 2)));
      sum = f32x4.add(low, f32x4.mul(second, v128.load32_splat(levels + ((value >> 2) << 2))));
    }
    v128.store(sums + (value << 4), sum);
  }
}

/** Largest absolute value that the sum over a token can take in any column. */
function largestSum(packed: usize, blocks: usize, dims: usize, bits: usize, levels: usize): f32 {
  let level: f32 = 0;
  for (let code: usize = 0; code < (<usize>1) << bits; code++) {
    level = max(level, abs(load<f32>(levels + (code << 2))));
  }
  let largest: f32 = 0;
  for (let block: usize = 0; block < blocks; block++) {
    for (let lane: usize = 0; lane < lanes; lane++) {
      let sum: f32 = 0;
      for (let dim: usize = 0; dim < dims; dim++) {
        sum += abs(load<f32>(packed + (((block * dims + dim) * lanes + lane) << 2)));
      }
      largest = max(largest, sum);
    }
  }
  // Rounding of each byte's entry may add half a unit.
  return largest * level * (1 + <f32>dims / 32767);
}
