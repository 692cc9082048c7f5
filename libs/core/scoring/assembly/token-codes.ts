import { halfFloat, widenHalf } from './half-float';
import { maxSim, sumOfMaxima } from './max-sim';
import { lanes } from './pack';

/**
 * MaxSim of one passage of `count` >= 1 token codes: a token's score is that of its centroid plus scale * step * what
 * the table says of its residual bytes.
 * @param centroids [count] 16-bit integers
 * @param codes [count] of a binary16 scale and `residualBytes` bytes
 * @param centroidScores [centroids, blocks * 16] floats
 * @param table of `residualTable`
 * @param scratch room for [count, blocks * 16] floats
 */
export function codesMaxSim(
  centroids: usize,
  codes: usize,
  count: usize,
  residualBytes: usize,
  centroidScores: usize,
  table: usize,
  step: f32,
  blocks: usize,
  scratch: usize,
): f32 {
  const width = (blocks * lanes) << 2;
  const stride = residualBytes + 2;
  for (let token: usize = 0; token < count; token++) {
    const code = codes + token * stride;
    const scale = f32x4.splat(halfFloat(load<u16>(code)) * step);
    const centroid = centroidScores + <usize>load<u16>(centroids + (token << 1)) * width;
    const out = scratch + token * width;
    for (let block: usize = 0; block < blocks; block++) {
      const entries = table + block * 32;
      residualSums(code + 2, residualBytes, entries, width >> 1, scale, centroid + block * 64, out + block * 64);
    }
  }
  return sumOfMaxima(scratch, count, blocks);
}

/** Scores of one token for the 16 columns of a block; `row` is the bytes of one table entry of all blocks. */
function residualSums(
  bytes: usize,
  count: usize,
  table: usize,
  row: usize,
  scale: v128,
  centroid: usize,
  out: usize,
): void {
  const stride = row << 8;
  let low = i16x8.splat(0);
  let high = i16x8.splat(0);
  for (let byte: usize = 0; byte < count; byte++, table += stride) {
    const entry = table + <usize>load<u8>(bytes + byte) * row;
    low = i16x8.add(low, v128.load(entry));
    high = i16x8.add(high, v128.load(entry, 16));
  }
  add(out, centroid, scale, i32x4.extend_low_i16x8_s(low));
  add(out + 16, centroid + 16, scale, i32x4.extend_high_i16x8_s(low));
  add(out + 32, centroid + 32, scale, i32x4.extend_low_i16x8_s(high));
  add(out + 48, centroid + 48, scale, i32x4.extend_high_i16x8_s(high));
}

function add(out: usize, centroid: usize, scale: v128, units: v128): void {
  v128.store(out, f32x4.relaxed_madd(scale, f32x4.convert_i32x4_s(units), v128.load(centroid)));
}

/**
 * MaxSim of one passage of `count` >= 1 binary16 vectors.
 * @param scratch room for [count, dims + blocks * 16] floats
 */
export function halfMaxSim(
  halves: usize,
  count: usize,
  dims: usize,
  packed: usize,
  blocks: usize,
  scratch: usize,
): f32 {
  widenHalf(halves, count * dims, scratch);
  return maxSim(scratch, count, dims, packed, blocks, scratch + ((count * dims) << 2));
}

/** Centroid interaction: MaxSim of one passage of `count` >= 1 tokens, each replaced by its centroid. */
export function centroidMaxSim(centroids: usize, count: usize, centroidScores: usize, blocks: usize): f32 {
  const width = (blocks * lanes) << 2;
  let sum: f32 = 0;
  for (let column: usize = 0; column < width; column += 64) {
    const scores = centroidScores + column;
    let a = f32x4.splat(-Infinity);
    let b = a;
    let c = a;
    let d = a;
    for (let id = centroids, end = centroids + (count << 1); id < end; id += 2) {
      const row = scores + <usize>load<u16>(id) * width;
      a = f32x4.pmax(a, v128.load(row));
      b = f32x4.pmax(b, v128.load(row, 16));
      c = f32x4.pmax(c, v128.load(row, 32));
      d = f32x4.pmax(d, v128.load(row, 48));
    }
    const all = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
    sum +=
      f32x4.extract_lane(all, 0) +
      f32x4.extract_lane(all, 1) +
      (f32x4.extract_lane(all, 2) + f32x4.extract_lane(all, 3));
  }
  return sum;
}
