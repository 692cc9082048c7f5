import { invalidArgument } from '@optical/errors';

const maximumQueryTokens = 512;

/**
 * @param query token vectors [tokens, dims]
 * @param counts options that are whole numbers from 1
 * @param eligible [passages]
 * @throws OpticalError `invalid-argument` that names what cannot be searched with
 */
export function checkSearch(
  query: Float32Array,
  dims: number,
  counts: Readonly<Record<string, number>>,
  eligible: Uint8Array | undefined,
  passages: number,
): void {
  const tokens = query.length / dims;
  if (!Number.isInteger(tokens) || tokens < 1 || tokens > maximumQueryTokens) {
    const description = `has ${query.length} numbers: 1 to ${maximumQueryTokens} vectors of ${dims} are needed`;
    throw invalidArgument({ field: 'query', description });
  }
  const odd = query.findIndex((value) => !Number.isFinite(value));
  if (odd !== -1) throw invalidArgument({ field: `query[${odd}]`, description: `${query[odd]!} is not finite` });
  for (const [field, count] of Object.entries(counts)) {
    if (Number.isInteger(count) && count >= 1) continue;
    throw invalidArgument({ field, description: `must be a whole number from 1, not ${count}` });
  }
  if (eligible !== undefined && eligible.length !== passages) {
    const description = `has ${eligible.length} entries, the index has ${passages} passages`;
    throw invalidArgument({ field: 'eligible', description });
  }
}
