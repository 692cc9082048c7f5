import { invalidArgument } from '@optical/errors';
import { contentFraction } from './content-hash.ts';

/**
 * The part of a split that a text belongs to, chosen by its hash: the same for the same text whatever else there is.
 * `shares` are positive and sum to 1. Give the English side of a pair to keep all translations of a sentence, in every
 * language, in one part.
 */
export function partOf<Part extends string>(
  text: string,
  shares: Readonly<Record<Part, number>>,
  seed: number | string,
): Part {
  const parts = Object.entries<number>(shares) as [Part, number][];
  const sum = parts.reduce((total, [, share]) => total + share, 0);
  if (parts.some(([, share]) => !(share > 0)) || Math.abs(sum - 1) > 1e-9) {
    throw invalidArgument({ field: 'shares', description: `${JSON.stringify(shares)} are not positive with sum 1` });
  }
  const fraction = contentFraction(`split ${seed}`, text);
  let upper = 0;
  for (const [part, share] of parts) {
    upper += share;
    if (fraction < upper) return part;
  }
  return parts.at(-1)![0];
}
