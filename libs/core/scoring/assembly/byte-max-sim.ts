import { maxSim } from './max-sim';

/**
 * MaxSim of one passage of `count` >= 1 vectors of 8-bit integers, each times its own scale.
 * @param bytes [count, dims] signed
 * @param scales [count] floats
 * @param scratch room for [count, dims + blocks * 16] floats
 */
export function byteMaxSim(
  bytes: usize,
  scales: usize,
  count: usize,
  dims: usize,
  packed: usize,
  blocks: usize,
  scratch: usize,
): f32 {
  for (let row: usize = 0; row < count; row++) {
    widenBytes(bytes + row * dims, load<f32>(scales + (row << 2)), dims, scratch + ((row * dims) << 2));
  }
  return maxSim(scratch, count, dims, packed, blocks, scratch + ((count * dims) << 2));
}

function widenBytes(bytes: usize, scale: f32, dims: usize, target: usize): void {
  const scales = f32x4.splat(scale);
  let dim: usize = 0;
  for (; dim + 8 <= dims; dim += 8) {
    const shorts = v128.load_ext<i8>(bytes + dim);
    const out = target + (dim << 2);
    v128.store(out, f32x4.mul(scales, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(shorts))));
    v128.store(out, f32x4.mul(scales, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(shorts))), 16);
  }
  for (; dim < dims; dim++) store<f32>(target + (dim << 2), scale * <f32>load<i8>(bytes + dim));
}
