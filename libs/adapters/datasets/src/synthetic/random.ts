import { hash } from 'node:crypto';

/**
 * Uniform numbers in 0 (included) to 1 (excluded) from a seed of any text: SHA-256 in counter mode, 48 bits a number.
 * Slower than an arithmetic generator and free of its correlations between similar seeds.
 */
export function uniformNumbers(...seed: readonly (string | number)[]): () => number {
  const prefix = JSON.stringify(seed);
  let counter = 0;
  return () => Number.parseInt(hash('sha256', `${prefix}${counter++}`).slice(0, 12), 16) / 2 ** 48;
}

/** A new array in uniformly random order (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}
