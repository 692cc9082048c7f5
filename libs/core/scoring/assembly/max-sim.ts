import { lanes } from './pack';
import { products } from './products';

/**
 * MaxSim of one passage of `count` >= 1 rows against packed query vectors.
 * Columns that only fill the last block up are zero and add zero.
 * @param scratch room for [count, blocks * 16] floats
 */
export function maxSim(rows: usize, count: usize, dims: usize, packed: usize, blocks: usize, scratch: usize): f32 {
  products(rows, count, dims, packed, blocks, scratch);
  return sumOfMaxima(scratch, count, blocks);
}

/** Sum over columns of the largest entry of each, of scores [count, blocks * 16]. */
export function sumOfMaxima(scores: usize, count: usize, blocks: usize): f32 {
  const width = (blocks * lanes) << 2;
  const end = scores + count * width;
  let sum = f32x4.splat(0);
  for (let column: usize = 0; column < width; column += 16) {
    let best = v128.load(scores + column);
    for (let row = scores + column + width; row < end; row += width) best = f32x4.pmax(best, v128.load(row));
    sum = f32x4.add(sum, best);
  }
  return total(sum);
}

/** Sum of the four lanes. */
function total(lanes4: v128): f32 {
  return (
    f32x4.extract_lane(lanes4, 0) +
    f32x4.extract_lane(lanes4, 1) +
    (f32x4.extract_lane(lanes4, 2) + f32x4.extract_lane(lanes4, 3))
  );
}
