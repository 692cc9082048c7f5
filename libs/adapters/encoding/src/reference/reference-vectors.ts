import { failedPrecondition } from '@optical/errors';
import type { Role } from '../encode-options.ts';
import type { Encoder } from '../open-encoder.ts';

/** One text, given as token ids without special tokens, and the vectors it has. */
export interface ReferenceCase {
  readonly role: Role;
  readonly ids: readonly number[];
  /** [vectors, dims], row-major. */
  readonly vectors: Float32Array;
}

/** What an encoder gave for a few texts when it was stored: whoever loads it compares. */
export interface ReferenceVectors {
  readonly dims: number;
  readonly cases: readonly ReferenceCase[];
}

/**
 * Largest difference between a component and its stored value that is put down to another processor or device.
 * The same processor gives the same bits; float32 on another kernel differs by some 1e-6, TF32 by some 1e-4.
 */
export const referenceTolerance = 1e-3;

/** Lengths in tokens of the texts that are stored: short, about a query, about a passage. */
const lengths = [1, 7, 24, 96];

/** Encodes the texts to be stored: ids spread over the whole vocabulary, the same for every model of its size. */
export async function computeReference(encoder: Encoder): Promise<ReferenceVectors> {
  const { dims, architecture, longest } = encoder.description;
  const { vocabularySize } = architecture;
  // Steps of the golden ratio spread any number of points evenly over the vocabulary.
  const idAt = (place: number) => Math.floor(((place * 0.618_033_988_749_895) % 1) * vocabularySize);
  let place = 1;
  const texts = lengths.map((length) => Array.from({ length: Math.min(length, longest) }, () => idAt(place++)));
  const byRole = async (role: Role): Promise<ReferenceCase[]> => {
    const { texts: encoded } = await encoder.encode(texts, { role, positions: 'all' });
    return encoded.map(({ vectors }, index) => ({ role, ids: texts[index]!, vectors }));
  };
  return { dims, cases: [...(await byRole('query')), ...(await byRole('passage'))] };
}

/**
 * Encodes the stored texts again.
 * @returns the largest absolute difference of a component
 * @throws OpticalError failed-precondition when it is above `referenceTolerance`, or the vectors are of another shape
 */
export async function checkReference(encoder: Encoder, { dims, cases }: ReferenceVectors): Promise<number> {
  if (dims !== encoder.description.dims)
    throw failedPrecondition(`vectors have ${encoder.description.dims} components, the stored ones ${dims}`);
  let largest = 0;
  for (const { role, ids, vectors } of cases) {
    const { texts } = await encoder.encode([ids], { role, positions: 'all' });
    largest = Math.max(largest, difference(texts[0]!.vectors, vectors));
  }
  if (largest <= referenceTolerance) return largest;
  throw failedPrecondition(
    `vectors differ from the stored reference by up to ${largest}, more than ${referenceTolerance}: the model is damaged`,
  );
}

/** Infinity for vectors of another number and for anything that is no number. */
function difference(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return Infinity;
  let largest = 0;
  for (const [index, value] of actual.entries()) {
    const distance = Math.abs(value - expected[index]!);
    if (!(distance <= largest)) largest = Number.isNaN(distance) ? Infinity : distance;
  }
  return largest;
}
