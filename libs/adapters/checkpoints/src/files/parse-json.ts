import { z } from 'zod';
import { damaged } from './file-errors.ts';

/** JSON descriptions are at most this long: a real one has a few kilobytes, an index of shards some hundreds. */
export const maximumDescriptionBytes = 2 ** 24;

/**
 * Parses JSON in UTF-8 and validates it.
 *
 * @throws OpticalError `data-loss` that names the file and every field that is not as expected.
 */
export function parseJson<T>(bytes: Uint8Array, schema: z.ZodType<T>, file: string): T {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw damaged({ file, problem: 'is not JSON in UTF-8' }, cause);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw damaged({ file, problem: z.prettifyError(parsed.error) });
  return parsed.data;
}
