import { failedPrecondition, invalidArgument } from '@optical/errors';
import type { CollectionSpec } from '@optical/vector-store';

/** @throws OpticalError `failed-precondition` for vectors of another space than the collection's, naming both */
export function requireSpace(spec: CollectionSpec, fingerprint: string): void {
  if (fingerprint === '') throw invalidArgument({ field: 'space_fingerprint', description: 'is required' });
  if (fingerprint === spec.space.fingerprint) return;
  throw failedPrecondition(
    `the vectors are of the space ${fingerprint}, the collection ${spec.name} is of the space ${spec.space.fingerprint} ` +
      `(encoder ${spec.encoder.name}): vectors of different spaces cannot be compared`,
  );
}
