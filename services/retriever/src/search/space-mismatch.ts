import type { ModelInUse } from '@optical/encoding';
import { failedPrecondition } from '@optical/errors';
import type { OpticalError } from '@optical/errors';
import type { CollectionEncoder } from '../encoders/collection-encoders.ts';

const short = (digest: string): string => digest.slice(0, 12);

/** The error for an encoder whose vectors cannot be compared with those of a collection; undefined when they can. */
export function spaceMismatch({ version, encoder }: ModelInUse, passages: CollectionEncoder): OpticalError | undefined {
  const { fingerprint } = encoder.description;
  if (fingerprint === passages.fingerprint) return undefined;
  return failedPrecondition(
    `the query encoder ${version.name}@${short(version.digest)} makes vectors of the space ${short(fingerprint)}, but ` +
      `the collection ${passages.collection} holds vectors of ${short(passages.fingerprint)}, of the encoder ` +
      `${passages.reference.replace(/(@.{12}).*/, '$1')}; use a student of that encoder, or index again`,
  );
}
