import { lanes } from './pack';
import { rowPair } from './row-pair';

/**
 * For each of `count` rows the column of the largest dot product, the first of equal ones; columns from `columns` on
 * only fill the last block up and are never taken.
 * @param scratch room for 32 floats
 * @param best [count] floats: the products
 * @param index [count] 32-bit integers: the columns
 */
export function nearest(
  rows: usize,
  count: usize,
  dims: usize,
  packed: usize,
  columns: usize,
  scratch: usize,
  best: usize,
  index: usize,
): void {
  for (let row: usize = 0; row < count; row += tileRows) {
    const rest = count - row;
    const size: usize = rest < tileRows ? rest : tileRows;
    const tile = rows + ((row * dims) << 2);
    nearestOfTile(tile, size, dims, packed, columns, scratch, best + (row << 2), index + (row << 2));
  }
}

/** Rows that stay in the cache while all columns pass. */
const tileRows: usize = 64;

function nearestOfTile(
  rows: usize,
  count: usize,
  dims: usize,
  packed: usize,
  columns: usize,
  scratch: usize,
  best: usize,
  index: usize,
): void {
  const bytes = dims << 2;
  for (let row: usize = 0; row < count; row++) store<f32>(best + (row << 2), -Infinity);
  for (let base: usize = 0; base < columns; base += lanes) {
    const valid: usize = columns - base < lanes ? columns - base : lanes;
    const block = packed + base * bytes;
    for (let row: usize = 0; row < count; row += 2) {
      const second: usize = row + 1 < count ? row + 1 : row;
      rowPair(rows + row * bytes, rows + second * bytes, dims, block, scratch, scratch + 64);
      improve(scratch, valid, base, best + (row << 2), index + (row << 2));
      improve(scratch + 64, valid, base, best + (second << 2), index + (second << 2));
    }
  }
}

/** Takes over the best of one block's products where it beats what is known. */
function improve(products: usize, valid: usize, base: usize, best: usize, index: usize): void {
  const known = load<f32>(best);
  if (valid == lanes) {
    const high = f32x4.pmax(
      f32x4.pmax(v128.load(products), v128.load(products, 16)),
      f32x4.pmax(v128.load(products, 32), v128.load(products, 48)),
    );
    if (!v128.any_true(f32x4.gt(high, f32x4.splat(known)))) return;
  }
  let top = known;
  for (let lane: usize = 0; lane < valid; lane++) {
    const product = load<f32>(products + (lane << 2));
    if (product <= top) continue;
    top = product;
    store<u32>(index, <u32>(base + lane));
  }
  store<f32>(best, top);
}
