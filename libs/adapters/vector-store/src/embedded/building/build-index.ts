import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Arena, createKernelMemory, loadKernels } from '@optical/scoring';
import type { TokenCodec } from '@optical/scoring';
import { readCodecFile, writeCodecFile, writeSegmentFile } from '@optical/token-store';
import { readSegments, readState } from '../database/open-database.ts';
import type { StateRow } from '../database/open-database.ts';
import type { MemoryBudget } from '../memory/memory-budget.ts';
import type { BuiltIndex } from './built-index.ts';
import { codePassages } from './coded-passages.ts';
import type { PassageRow } from './coded-passages.ts';
import { loadIndex } from './load-index.ts';
import { trainCodec } from './train-codec.ts';

/**
 * How much is made anew: `none` leaves a collection without an index and only frees the memory of dead passages;
 * `extend` codes the passages that no segment covers; `merge` codes all of them with the codec there is, into one
 * segment; `train` finds new centroids first, so that the result depends on what is in the collection alone.
 */
export type BuildKind = 'none' | 'extend' | 'merge' | 'train';

/**
 * Builds the index of all passages there are, from their stored vectors. Files are written whole; the database names
 * them once the writer adopts the result.
 */
export function buildIndex(folder: string, database: DatabaseSync, kind: BuildKind, budget: MemoryBudget): BuiltIndex {
  const state = readState(database);
  if (kind === 'none') {
    const files = { segments: [], codecFile: '', indexBytes: 0, trainedTokens: 0 };
    return { memory: createKernelMemory(2 ** 32), indexed: undefined, files };
  }
  const scratch = createKernelMemory(2 ** 32);
  const tools = { kernels: loadKernels(scratch), arena: new Arena(scratch) };
  const all = readRows(database);
  const codec = kind === 'train' ? trainCodec(database, all, tools, state.spec) : readCodec(folder, state);
  const named = kind === 'train' ? writeCodec(folder, codec) : { file: state.codecFile, bytes: state.indexBytes };
  const isNew = ({ row }: PassageRow) => kind !== 'extend' || row > state.coveredRow;
  const passages = all.filter(isNew).sort((a, b) => a.row - b.row);
  const halves = state.spec.codec.precision === 'f16';
  const { content, coded } = codePassages(database, passages, tools, codec, halves);
  // Names ascend with the rows they hold, so that the oldest segment comes first.
  const last = passages.at(-1)?.row ?? state.coveredRow;
  const file = `segment-${String(last).padStart(16, '0')}-${randomUUID()}`;
  const format = { dims: codec.dims, bits: codec.bits, halves };
  const bytes = writeSegmentFile(path.join(folder, file), format, content, coded);
  const written = { file, bytes, passages: content.passages.length };
  const segments = [...(kind === 'extend' ? readSegments(database) : []), written];
  const coveredRow = Math.max(last, state.coveredRow);
  const source = { folder, codec, segments: segments.map((segment) => segment.file), coveredRow, halves };
  const trainedTokens = kind === 'train' ? state.tokens : state.trainedTokens;
  return {
    ...loadIndex(database, source, budget),
    files: { segments, codecFile: named.file, indexBytes: named.bytes, trainedTokens },
  };
}

/** The index that the database names, if it names one. */
export function loadNamedIndex(folder: string, database: DatabaseSync, budget: MemoryBudget) {
  const state = readState(database);
  if (state.codecFile === '') return undefined;
  const { coveredRow, trainedTokens } = state;
  const segments = readSegments(database).map(({ file }) => file);
  const halves = state.spec.codec.precision === 'f16';
  const source = { folder, codec: readCodec(folder, state), segments, coveredRow, halves };
  return { ...loadIndex(database, source, budget), trainedTokens, segments: segments.length };
}

const readCodec = (folder: string, { codecFile }: StateRow): TokenCodec => readCodecFile(path.join(folder, codecFile));

function writeCodec(folder: string, codec: TokenCodec): { file: string; bytes: number } {
  const file = `codec-${randomUUID()}`;
  return { file, bytes: writeCodecFile(path.join(folder, file), codec) };
}

/** All passages in descending order of ids. */
function readRows(database: DatabaseSync): PassageRow[] {
  return database.prepare('SELECT row, tokens FROM passages ORDER BY id DESC').all() as unknown as PassageRow[];
}
