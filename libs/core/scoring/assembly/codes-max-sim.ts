import { entrySums, groupTokens, spreadCodes } from './code-group';
import { halfFloat } from './half-float';
import { sumOfMaxima } from './max-sim';
import { lanes } from './pack';

/**
 * MaxSim of `count` >= 1 passages by token codes: a token's score is that of its centroid plus its scale times what the
 * tables say of the first `usedBytes` of its residual bytes. Tokens are looked up in groups of 16, whichever passages
 * they belong to.
 * @param passages [count] 32-bit integers, each a passage of at least one token
 * @param tokenStarts [passages + 1] 32-bit integers
 * @param centroids [tokens] 16-bit integers
 * @param codes [tokens] of a binary16 scale and `residualBytes` bytes
 * @param centroidScores [centroids, blocks * 16] floats
 * @param table of `residualTable`, with its `scales` for as many bytes
 * @param scratch room for 64 + 32 * (usedBytes + 3) + 1,600 * blocks bytes
 * @param scores [count] floats
 */
export function codesMaxSim(
  passages: usize,
  count: usize,
  tokenStarts: usize,
  centroids: usize,
  codes: usize,
  residualBytes: usize,
  usedBytes: usize,
  centroidScores: usize,
  table: usize,
  scales: usize,
  queryTokens: usize,
  scratch: usize,
  scores: usize,
): void {
  const tableBytes = residualBytes * 32;
  const width = ((queryTokens + lanes - 1) & ~(lanes - 1)) << 2;
  const tokens = scratch;
  const halves = tokens + (groupTokens << 2);
  const sums = halves + ((usedBytes + 3) & ~3) * 32;
  const rows = sums + width * 8;
  const best = rows + width * groupTokens;

  let next = startOf(passages, tokenStarts);
  let end = startOf(passages, tokenStarts + 4);
  let unscored = passages;
  let left = end - next;
  const beyond = passages + (count << 2);
  forgetBest(best, width);
  while (passages < beyond) {
    let filled: usize = 0;
    for (; filled < groupTokens && passages < beyond; filled++) {
      store<u32>(tokens + (filled << 2), <u32>next);
      if (++next < end) continue;
      passages += 4;
      if (passages == beyond) continue;
      next = startOf(passages, tokenStarts);
      end = startOf(passages, tokenStarts + 4);
    }
    for (let spare = filled; spare < groupTokens; spare++) store<u32>(tokens + (spare << 2), load<u32>(tokens));

    spreadCodes(tokens, codes, residualBytes + 2, usedBytes, halves);
    for (let token: usize = 0; token < queryTokens; token += 2) {
      // An odd last token is looked up twice rather than by code of its own.
      const second: usize = token + 1 < queryTokens ? token + 1 : token;
      const tables = table + token * tableBytes;
      entrySums(halves, tables, table + second * tableBytes, usedBytes * 2, sums + token * 32, sums + second * 32);
    }
    tokenScores(tokens, centroids, codes, residualBytes, centroidScores, scales, width, sums, rows);

    for (let token: usize = 0; token < filled; token++) {
      raiseBest(best, rows + token * width, width);
      if (--left > 0) continue;
      store<f32>(scores, sumOfMaxima(best, 1, width >> 6));
      scores += 4;
      unscored += 4;
      if (unscored == beyond) return;
      left = startOf(unscored, tokenStarts + 4) - startOf(unscored, tokenStarts);
      forgetBest(best, width);
    }
  }
}

function startOf(passage: usize, tokenStarts: usize): usize {
  return <usize>load<u32>(tokenStarts + ((<usize>load<u32>(passage)) << 2));
}

function forgetBest(best: usize, width: usize): void {
  for (let column: usize = 0; column < width; column += 16) v128.store(best + column, f32x4.splat(-Infinity));
}

function raiseBest(best: usize, row: usize, width: usize): void {
  for (let column: usize = 0; column < width; column += 16) {
    v128.store(best + column, f32x4.pmax(v128.load(best + column), v128.load(row + column)));
  }
}

/**
 * Scores of the 16 tokens of a group, [16, blocks * 16].
 * @param sums [blocks * 16, 16] 16-bit integers
 */
function tokenScores(
  tokens: usize,
  centroids: usize,
  codes: usize,
  residualBytes: usize,
  centroidScores: usize,
  scales: usize,
  width: usize,
  sums: usize,
  rows: usize,
): void {
  for (let four: usize = 0; four < groupTokens; four += 4, tokens += 16, sums += 8, rows += width * 4) {
    const token0 = <usize>load<u32>(tokens);
    const token1 = <usize>load<u32>(tokens, 4);
    const token2 = <usize>load<u32>(tokens, 8);
    const token3 = <usize>load<u32>(tokens, 12);
    const scale0 = f32x4.splat(halfFloat(load<u16>(codes + token0 * (residualBytes + 2))));
    const scale1 = f32x4.splat(halfFloat(load<u16>(codes + token1 * (residualBytes + 2))));
    const scale2 = f32x4.splat(halfFloat(load<u16>(codes + token2 * (residualBytes + 2))));
    const scale3 = f32x4.splat(halfFloat(load<u16>(codes + token3 * (residualBytes + 2))));
    const centroid0 = centroidScores + <usize>load<u16>(centroids + (token0 << 1)) * width;
    const centroid1 = centroidScores + <usize>load<u16>(centroids + (token1 << 1)) * width;
    const centroid2 = centroidScores + <usize>load<u16>(centroids + (token2 << 1)) * width;
    const centroid3 = centroidScores + <usize>load<u16>(centroids + (token3 << 1)) * width;
    for (let column: usize = 0; column < width; column += 16) {
      const row = sums + column * 8;
      const a = f32x4.convert_i32x4_u(v128.load_ext<u16>(row));
      const b = f32x4.convert_i32x4_u(v128.load_ext<u16>(row, 32));
      const c = f32x4.convert_i32x4_u(v128.load_ext<u16>(row, 64));
      const d = f32x4.convert_i32x4_u(v128.load_ext<u16>(row, 96));
      const ab01 = i32x4.shuffle(a, b, 0, 4, 1, 5);
      const ab23 = i32x4.shuffle(a, b, 2, 6, 3, 7);
      const cd01 = i32x4.shuffle(c, d, 0, 4, 1, 5);
      const cd23 = i32x4.shuffle(c, d, 2, 6, 3, 7);
      const step = v128.load(scales + column);
      const base = v128.load(scales + width + column);
      const out = rows + column;
      add(out, centroid0 + column, scale0, step, base, i64x2.shuffle(ab01, cd01, 0, 2));
      add(out + width, centroid1 + column, scale1, step, base, i64x2.shuffle(ab01, cd01, 1, 3));
      add(out + width * 2, centroid2 + column, scale2, step, base, i64x2.shuffle(ab23, cd23, 0, 2));
      add(out + width * 3, centroid3 + column, scale3, step, base, i64x2.shuffle(ab23, cd23, 1, 3));
    }
  }
}

function add(out: usize, centroid: usize, scale: v128, step: v128, base: v128, sums: v128): void {
  const residual = f32x4.relaxed_madd(step, sums, base);
  v128.store(out, f32x4.relaxed_madd(scale, residual, v128.load(centroid)));
}
