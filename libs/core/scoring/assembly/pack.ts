/** Vectors side by side in a block: one load of a block's row serves 16 dot products. */
export const lanes: usize = 16;

/**
 * Lays `count` rows of `dims` floats out as blocks of 16 columns, [ceil(count / 16), dims, 16]; the last block is
 * filled up with zeros.
 */
export function pack(rows: usize, count: usize, dims: usize, blocks: usize): void {
  const padded = (count + lanes - 1) & ~(lanes - 1);
  for (let row: usize = 0; row < padded; row++) {
    const target = blocks + (((row / lanes) * dims * lanes + (row % lanes)) << 2);
    const source = rows + ((row * dims) << 2);
    for (let dim: usize = 0; dim < dims; dim++) {
      store<f32>(target + ((dim * lanes) << 2), row < count ? load<f32>(source + (dim << 2)) : 0);
    }
  }
}
