import { createHash } from 'node:crypto';

/**
 * How often a text enters a sample in which every text shall stand `rate` times on average: the whole part of the rate,
 * and once more with the probability of the rest, decided by seed, language and place.
 */
export function sampledCopies(rate: number, seed: number, language: string, index: number): number {
  const whole = Math.floor(rate);
  if (rate === whole) return whole;
  const digest = createHash('sha256').update(`${seed}/${language}/${index}`).digest();
  return whole + (digest.readUInt32LE(0) / 2 ** 32 < rate - whole ? 1 : 0);
}
