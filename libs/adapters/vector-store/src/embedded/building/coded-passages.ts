import type { DatabaseSync } from 'node:sqlite';
import { encodeTokens } from '@optical/scoring';
import type { Arena, KernelFunctions, TokenCodec } from '@optical/scoring';
import type { CodedTokens, SegmentContent } from '@optical/token-store';
import { widenHalves } from '../vectors/read-matrix.ts';

/** A passage as its vectors are read. */
export interface PassageRow {
  readonly row: number;
  readonly tokens: number;
}

/** Tokens coded at a time: bounds the memory of floats. */
const batchTokens = 16_384;

/**
 * Codes passages from their stored vectors. Those that were deleted meanwhile are left out. No transaction stays open
 * between two batches, so writes are not held up.
 */
export function codePassages(
  database: DatabaseSync,
  passages: readonly PassageRow[],
  { kernels, arena }: { readonly kernels: KernelFunctions; readonly arena: Arena },
  codec: TokenCodec,
  keepHalves: boolean,
): { readonly content: SegmentContent; readonly coded: readonly CodedTokens[] } {
  const statement = database.prepare('SELECT halves FROM vectors WHERE row = ?');
  const rows: number[] = [];
  const lengths: number[] = [];
  const coded: CodedTokens[] = [];
  let batch: Uint8Array[] = [];
  let waiting = 0;
  const flush = (): void => {
    if (waiting === 0) return;
    const bytes = Buffer.concat(batch);
    const halves = new Uint16Array(new Uint8Array(bytes).buffer);
    const codes = encodeTokens(kernels, arena, codec, widenHalves(bytes));
    coded.push({ ...codes, ...(keepHalves && { halves }) });
    batch = [];
    waiting = 0;
  };
  for (const { row, tokens } of passages) {
    const found = statement.get(row) as unknown as { readonly halves: Uint8Array } | undefined;
    if (found === undefined) continue;
    rows.push(row);
    lengths.push(tokens);
    batch.push(found.halves);
    waiting += tokens;
    if (waiting >= batchTokens) flush();
  }
  flush();
  return { content: { passages: Float64Array.from(rows), lengths: Uint32Array.from(lengths) }, coded };
}
