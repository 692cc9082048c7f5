import { hash } from 'node:crypto';
import { normalForm } from './normal-form.ts';

const separator = '\u0000';

/**
 * SHA-256 (hexadecimal) of texts in normal form under a seed. It depends on nothing but its arguments, so an order or a
 * choice made by it does not change when a file is reordered or appended to.
 */
export function contentHash(seed: number | string, ...texts: readonly string[]): string {
  return hash('sha256', [String(seed), ...texts.map(normalForm)].join(separator));
}

/** The hash as a number, uniform in 0 (included) to 1 (excluded), in steps of 2^-48. */
export function contentFraction(seed: number | string, ...texts: readonly string[]): number {
  return Number.parseInt(contentHash(seed, ...texts).slice(0, 12), 16) / 2 ** 48;
}
