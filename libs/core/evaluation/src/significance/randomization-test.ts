import { randomWords } from '@optical/random';
import { resolveResampling } from './resampling.ts';
import type { Resampling } from './resampling.ts';

/**
 * p-value, above 0 and at most 1, of the two-sided paired randomisation test on the mean of `differences`: how often
 * the mean is at least as far from 0 when the sign of each difference is drawn anew. Exact, over all signs, where
 * there are at most as many as resamples; else (1 + such resamples) / (1 + resamples), which is never 0 (Phipson and
 * Smyth 2010, https://arxiv.org/abs/1603.05766). Smucker, Allan and Carterette, CIKM 2007.
 *
 * The differences must be independent of each other. Those of queries that share a paragraph are not: give the sums of
 * the paragraphs, whose total is the same.
 */
export function randomizationPValue(differences: ArrayLike<number>, resampling: Resampling = {}): number {
  const { resamples, seed } = resolveResampling(resampling);
  const nonzero = Float64Array.from(differences).filter((difference) => difference !== 0);
  const total = nonzero.reduce((sum, x) => sum + x, 0);
  // Sums that are equal but for rounding count as equal.
  const extreme = Math.abs(total) - 1e-12 * nonzero.reduce((sum, x) => sum + Math.abs(x), 0);
  if (2 ** nonzero.length <= resamples) return exact(nonzero, extreme);
  const sums = blockSums(nonzero);
  const words = randomWords(seed, 0);
  let count = 1;
  for (let resample = 0; resample < resamples; resample++) {
    if (Math.abs(randomlySigned(sums, words)) >= extreme) count++;
  }
  return count / (resamples + 1);
}

function exact(differences: Float64Array, extreme: number): number {
  const signings = 2 ** differences.length;
  let count = 0;
  for (let signs = 0; signs < signings; signs++) {
    const sum = differences.reduce((partial, x, index) => partial + ((signs >>> index) & 1 ? -x : x), 0);
    if (Math.abs(sum) >= extreme) count++;
  }
  return count / signings;
}

/** For every eight differences the sums under all 256 signings, one after the other: eight times fewer additions. */
function blockSums(differences: Float64Array): Float64Array {
  const sums = new Float64Array(Math.ceil(differences.length / 8) * 256);
  for (const [index, difference] of differences.entries()) {
    const block = sums.subarray((index >>> 3) * 256, ((index >>> 3) + 1) * 256);
    for (let signs = 0; signs < 256; signs++) block[signs]! += (signs >>> (index & 7)) & 1 ? -difference : difference;
  }
  return sums;
}

function randomlySigned(sums: Float64Array, words: () => number): number {
  let [sum, bits] = [0, 0];
  for (let block = 0; block < sums.length; block += 256) {
    bits = block % 1024 === 0 ? words() : bits >>> 8;
    sum += sums[block + (bits & 255)]!;
  }
  return sum;
}
