import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { OpticalError } from '@optical/errors';
import { Arena, codeBytes, createKernelMemory, createTokenIndex, loadKernels } from '@optical/scoring';
import type { TokenCodec } from '@optical/scoring';
import { SegmentReader } from '@optical/token-store';
import type { IndexedPassages } from '../memory/indexed-passages.ts';
import { sharedFloats, sharedWords } from '../memory/indexed-passages.ts';
import type { MemoryBudget } from '../memory/memory-budget.ts';
import { indexBytes } from './index-bytes.ts';

/** What an index is read from. */
export interface IndexSource {
  readonly folder: string;
  readonly codec: TokenCodec;
  readonly segments: readonly string[];
  readonly coveredRow: number;
  readonly halves: boolean;
}

interface Slots {
  readonly rows: Float64Array;
  readonly tokenStarts: Uint32Array;
  readonly places: ReadonlyMap<number, number>;
}

/**
 * Reads the codes of the passages that are alive into a new kernel memory.
 * @throws OpticalError `data-loss` for damaged segments or one that lacks a passage, `exhausted` by the budget
 */
export function loadIndex(
  database: DatabaseSync,
  source: IndexSource,
  budget: MemoryBudget,
): { readonly memory: WebAssembly.Memory; readonly indexed: IndexedPassages } {
  const { codec, coveredRow, halves } = source;
  const slots = readSlots(database, coveredRow);
  const tokens = slots.tokenStarts.at(-1)!;
  const centroids = codec.centroids.length / codec.dims;
  const reserved = indexBytes({ ...codec, passages: slots.rows.length, tokens, centroids, halves });
  budget.reserve(reserved, `the index in ${source.folder}`);
  try {
    const memory = createKernelMemory(2 ** 32);
    const kernels = loadKernels(memory);
    const arena = new Arena(memory);
    const vectors = halves ? arena.bytes(tokens * codec.dims * 2) : undefined;
    const codes = readCodes(source, slots, vectors?.values);
    const index = createTokenIndex(kernels, arena, { codec, tokenStarts: slots.tokenStarts, ...codes });
    budget.release(reserved - arena.used);
    const indexed = {
      index,
      centroids,
      coveredRow,
      ...sortSlots(slots.rows),
      died: sharedFloats(slots.rows.length).fill(Infinity),
      deadTokens: sharedFloats(1),
      halves: vectors?.pointer,
      tokens,
      longest: longestOf(slots.tokenStarts),
      bytes: arena.used,
    };
    return { memory, indexed };
  } catch (error) {
    budget.release(reserved);
    throw error;
  }
}

/** Slots in descending order of ids, by the bytes of UTF-8 as the database compares. */
function readSlots(database: DatabaseSync, coveredRow: number): Slots {
  const statement = database.prepare('SELECT row, tokens FROM passages WHERE row <= ? ORDER BY id DESC');
  statement.setReturnArrays(true);
  const found = statement.all(coveredRow) as unknown as [number, number][];
  const rows = sharedFloats(found.length);
  const tokenStarts = new Uint32Array(found.length + 1);
  const places = new Map<number, number>();
  for (const [slot, [row, tokens]] of found.entries()) {
    rows[slot] = row;
    tokenStarts[slot + 1] = tokenStarts[slot]! + tokens;
    places.set(row, slot);
  }
  return { rows, tokenStarts, places };
}

function readCodes(
  { folder, codec, segments }: IndexSource,
  { rows, tokenStarts, places }: Slots,
  halves: Uint8Array | undefined,
): { centroids: Uint16Array; residuals: Uint8Array } {
  const tokens = tokenStarts.at(-1)!;
  const centroids = new Uint16Array(tokens);
  const residuals = new Uint8Array(tokens * codeBytes(codec.dims, codec.bits));
  let covered = 0;
  for (const file of segments) {
    using segment = new SegmentReader(path.join(folder, file));
    const { passages } = segment.content;
    const slots = Int32Array.from(passages, (row) => places.get(row) ?? -1);
    covered += slots.reduce((count, slot) => count + Number(slot >= 0), 0);
    segment.read({
      centroids: new Uint8Array(centroids.buffer),
      residuals,
      ...(halves && { halves }),
      firstTokenOf: (place) => {
        const slot = slots[place]!;
        return slot < 0 ? -1 : tokenStarts[slot]!;
      },
    });
  }
  if (covered !== rows.length) {
    throw new OpticalError('data-loss', `${folder} has codes of ${covered} passages, ${rows.length} were expected`);
  }
  return { centroids, residuals };
}

function sortSlots(rows: Float64Array): Pick<IndexedPassages, 'rows' | 'sortedRows' | 'slotOf'> {
  const slotOf = sharedWords(rows.length);
  slotOf.set(Uint32Array.from(rows, (_, slot) => slot).sort((a, b) => rows[a]! - rows[b]!));
  const sortedRows = sharedFloats(rows.length);
  for (const [place, slot] of slotOf.entries()) sortedRows[place] = rows[slot]!;
  return { rows, sortedRows, slotOf };
}

function longestOf(tokenStarts: Uint32Array): number {
  let longest = 0;
  for (let slot = 0; slot + 1 < tokenStarts.length; slot++) {
    longest = Math.max(longest, tokenStarts[slot + 1]! - tokenStarts[slot]!);
  }
  return longest;
}
