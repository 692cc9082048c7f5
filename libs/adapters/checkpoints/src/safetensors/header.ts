import { z } from 'zod';
import { damaged } from '../files/file-errors.ts';
import { bytesPerElement, dataTypes } from './data-type.ts';
import type { DataType } from './data-type.ts';
import { repeatedKey } from './repeated-key.ts';

/** Where one tensor lies: `begin` and `end` count bytes from the start of the data, after the header. */
export interface TensorEntry {
  readonly dtype: DataType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  readonly metadata: ReadonlyMap<string, string>;
  /** In the order of their data. */
  readonly tensors: ReadonlyMap<string, TensorEntry>;
}

/** The limit of the reference implementation; it bounds what a hostile length field can make us read. */
export const maximumHeaderBytes = 100_000_000;

const size = z.int().nonnegative();
const metadataSchema = z.record(z.string(), z.string());
const entrySchema = z.strictObject({
  dtype: z.enum(dataTypes),
  shape: z.array(size),
  data_offsets: z.tuple([size, size]),
});

/**
 * Reads a safetensors header and proves that its tensors fill `dataBytes` exactly: no overlap, no hole, nothing after
 * the last. Format: https://huggingface.co/docs/safetensors/index#format
 *
 * @throws OpticalError `data-loss` that names file, tensor and what was expected.
 */
export function parseHeader(bytes: Uint8Array, dataBytes: number, file: string): Header {
  const entries = parseObject(bytes, file);
  const metadata = metadataSchema.safeParse(entries.get('__metadata__') ?? {});
  if (!metadata.success) throw damaged({ file, problem: `__metadata__: ${z.prettifyError(metadata.error)}` });
  entries.delete('__metadata__');

  const tensors = [...entries].map(([name, value]) => [name, parseEntry(name, value, file)] as const);
  tensors.sort(([, left], [, right]) => left.begin - right.begin || left.end - right.end);
  requireNoGaps(tensors, dataBytes, file);
  return { metadata: new Map(Object.entries(metadata.data)), tensors: new Map(tensors) };
}

function parseObject(bytes: Uint8Array, file: string): Map<string, unknown> {
  if (bytes[0] !== 0x7b) throw damaged({ file, problem: 'the header does not start with "{"' });
  let text: string;
  let value: object;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    value = JSON.parse(text) as object;
  } catch (cause) {
    throw damaged({ file, problem: 'the header is not JSON in UTF-8' }, cause);
  }
  const repeated = repeatedKey(text);
  if (repeated !== undefined) throw damaged({ file, tensor: repeated, problem: 'the header has this key twice' });
  return new Map(Object.entries(value));
}

function parseEntry(tensor: string, value: unknown, file: string): TensorEntry {
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) throw damaged({ file, tensor, problem: z.prettifyError(parsed.error) });
  const { dtype, shape, data_offsets } = parsed.data;
  const [begin, end] = data_offsets;
  const expected = shape.reduce((product, dimension) => product * dimension, bytesPerElement[dtype]);
  if (end - begin !== expected) {
    const problem = `offsets ${begin} to ${end} hold ${end - begin} bytes, ${dtype} [${shape.join(', ')}] needs ${expected}`;
    throw damaged({ file, tensor, problem });
  }
  return { dtype, shape, begin, end };
}

function requireNoGaps(tensors: (readonly [string, TensorEntry])[], dataBytes: number, file: string): void {
  let covered = 0;
  for (const [tensor, { begin, end }] of tensors) {
    if (begin !== covered) {
      const fault =
        begin < covered ? 'overlaps the tensor before it, which ends' : 'leaves a hole after the data that ends';
      throw damaged({ file, tensor, problem: `begins at byte ${begin} and ${fault} at byte ${covered}` });
    }
    covered = end;
  }
  if (covered === dataBytes) return;
  const fault = covered > dataBytes ? 'the file is truncated' : 'the file is longer than its tensors';
  throw damaged({ file, problem: `${fault}: it holds ${dataBytes} bytes of data, expected ${covered}` });
}
