import { lanes } from './pack';
import { rowPair } from './row-pair';

/** Dot products of `count` rows with the columns of `blocks` blocks: scores [count, blocks * 16]. */
export function products(rows: usize, count: usize, dims: usize, packed: usize, blocks: usize, scores: usize): void {
  const width = (blocks * lanes) << 2;
  const bytes = dims << 2;
  for (let block: usize = 0; block < blocks; block++) {
    const columns = packed + block * bytes * lanes;
    const out = scores + ((block * lanes) << 2);
    for (let row: usize = 0; row < count; row += 2) {
      // An odd last row is computed twice rather than by code of its own.
      const second: usize = row + 1 < count ? row + 1 : row;
      rowPair(rows + row * bytes, rows + second * bytes, dims, columns, out + row * width, out + second * width);
    }
  }
}
