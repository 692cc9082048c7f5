import { readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../../../checkpoints/fixtures');

/** Directory of a tiny model made with transformers: `tiny-bert`, `tiny-xlm-roberta`, `tiny-colbert`, `tiny-pylate`. */
export const tinyModel = (name: string): string => path.join(folder, name);

/** What transformers and PyLate computed for it. Matrices are row-major. */
export interface Expected {
  /** [batch, length, hidden] */
  readonly shape: readonly [number, number, number];
  /** Rows with special tokens and padding. */
  readonly ids: readonly (readonly number[])[];
  readonly attentionMask: readonly (readonly number[])[];
  readonly lastHiddenState: readonly number[];
  readonly projected?: readonly number[];
}

export function expectedOf(name: string): Expected {
  return JSON.parse(readFileSync(path.join(folder, name, 'expected.json'), 'utf8')) as Expected;
}
