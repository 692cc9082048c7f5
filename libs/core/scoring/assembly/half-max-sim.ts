import { widenHalf } from './half-float';
import { maxSim } from './max-sim';

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
