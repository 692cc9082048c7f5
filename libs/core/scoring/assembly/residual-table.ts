import { lanes } from './pack';

/**
 * Tables of what each half byte of a residual code adds to each query token's score, [tokens, half bytes, 16] bytes:
 * a token's score is its base plus its step times the sum of its entries. An entry is at most 127, so that two fit
 * into a byte, and all half bytes together at most 65,535.
 * A half byte holds 4 / bits components, the first in its lowest bits; the first of a byte is its lower half.
 * @param rows rotated query vectors [tokens, dims]
 * @param bits 2 or 4
 * @param levels [2 ** bits] floats, ascending: value of each code
 * @param part how many of the dims, from the first, are looked up where passages are only compared
 * @param weight what the score of those counts
 * @param scales [4, ceil(tokens / 16) * 16] floats: steps and bases, in units of the dot product, and both for the part
 *   times its weight; zero in columns without a query token
 */
export function residualTable(
  rows: usize,
  tokens: usize,
  dims: usize,
  bits: usize,
  levels: usize,
  part: usize,
  weight: f32,
  table: usize,
  scales: usize,
): void {
  const components: usize = 4 / bits;
  const lowest = load<f32>(levels);
  const highest = load<f32>(levels + ((((<usize>1) << bits) - 1) << 2));
  const width = ((tokens + lanes - 1) & ~(lanes - 1)) << 2;
  for (let token: usize = 0; token < tokens; token++) {
    const row = rows + ((token * dims) << 2);
    let widest: f32 = 0;
    let all: f32 = 0;
    let base: f32 = 0;
    let partBase: f32 = 0;
    for (let dim: usize = 0; dim < dims; dim += components) {
      let range: f32 = 0;
      if (dim == part) partBase = base;
      for (let component: usize = 0; component < components; component++) {
        const value = load<f32>(row + ((dim + component) << 2));
        range += abs(value) * (highest - lowest);
        base += min(value * lowest, value * highest);
      }
      widest = max(widest, range);
      all += range;
    }
    const step = max(widest / 127, all / (65535 - <f32>(dims / components)));
    storeScales(scales + (token << 2), width, step, base);
    storeScales(scales + width * 2 + (token << 2), width, step * weight, (part < dims ? partBase : base) * weight);
    const inverse: f32 = step > 0 ? 1 / step : 0;
    for (let dim: usize = 0; dim < dims; dim += components, table += 16) {
      halfByteEntries(row + (dim << 2), bits, levels, lowest, highest, inverse, table);
    }
  }
  for (let column = tokens << 2; column < width; column += 4) {
    storeScales(scales + column, width, 0, 0);
    storeScales(scales + width * 2 + column, width, 0, 0);
  }
}

function storeScales(scales: usize, width: usize, step: f32, base: f32): void {
  store<f32>(scales, step);
  store<f32>(scales + width, base);
}

/** What the 16 values of a half byte add above the least that it can, in steps. */
function halfByteEntries(
  values: usize,
  bits: usize,
  levels: usize,
  lowest: f32,
  highest: f32,
  inverse: f32,
  entries: usize,
): void {
  const first = load<f32>(values) * inverse;
  const firstLeast = min(first * lowest, first * highest);
  if (bits == 4) {
    for (let code: usize = 0; code < 16; code++) {
      store<u8>(entries + code, <u32>nearest(first * load<f32>(levels + (code << 2)) - firstLeast));
    }
    return;
  }
  const second = load<f32>(values, 4) * inverse;
  const least = firstLeast + min(second * lowest, second * highest);
  for (let code: usize = 0; code < 16; code++) {
    const sum = first * load<f32>(levels + ((code & 3) << 2)) + second * load<f32>(levels + ((code >> 2) << 2));
    store<u8>(entries + code, <u32>nearest(sum - least));
  }
}
