import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Arena, createKernelMemory, loadKernels } from '@optical/scoring';
import type { TokenCodec } from '@optical/scoring';
import { readCodecFile, writeCodecFile, writeSegmentFile } from '@optical/token-store';
import { readSegments, readState } from '../database/open-database.ts';
import type { MemoryBudget } from '../memory/memory-budget.ts';
import type { BuiltIndex, IndexFiles } from './built-index.ts';
import { codePassages } from './coded-passages.ts';
import type { PassageRow } from './coded-passages.ts';
import { indexBytes } from './index-bytes.ts';
import { loadIndex } from './load-index.ts';
import { trainCodec, wantedCentroids } from './train-codec.ts';

/**
 * How much is made anew: `none` leaves a collection without an index and only frees the memory of dead passages;
 * `extend` codes the passages that no segment covers; `merge` codes all of them with the codec there is, into one
 * segment; `train` finds new centroids first, so that the result depends on what is in the collection alone.
 */
export type BuildKind = 'none' | 'extend' | 'merge' | 'train';

/**
 * Codes all passages there are, from their stored vectors. Files are written whole; the database names them once the
 * writer adopts them.
 * @throws OpticalError `exhausted`, before anything is written, when memory could not hold the index even alone
 */
export function codeIndex(folder: string, database: DatabaseSync, kind: BuildKind, budget: MemoryBudget): IndexFiles {
  const state = readState(database);
  if (kind === 'none') return noFiles;
  const { spec } = state;
  const { dims } = spec.space;
  const halves = spec.codec.precision === 'f16';
  const all = readRows(database);
  const tokens = all.reduce((sum, passage) => sum + passage.tokens, 0);
  const known = kind === 'train' ? undefined : readCodec(folder, state);
  const bits = spec.codec.precision === 4 ? 4 : 2;
  const centroids = known === undefined ? wantedCentroids(tokens, spec) : known.centroids.length / dims;
  const memoryBytes = indexBytes({ passages: all.length, tokens, centroids, dims, bits, halves });
  budget.requirePossible(memoryBytes, `the index of ${spec.name}`);
  const scratch = createKernelMemory(2 ** 32);
  const tools = { kernels: loadKernels(scratch), arena: new Arena(scratch) };
  const codec = known ?? trainCodec(database, all, tools, spec);
  const named = known === undefined ? writeCodec(folder, codec) : { file: state.codecFile, bytes: state.indexBytes };
  const isNew = ({ row }: PassageRow) => kind !== 'extend' || row > state.coveredRow;
  const passages = all.filter(isNew).sort((a, b) => a.row - b.row);
  const { content, coded } = codePassages(database, passages, tools, codec, halves);
  // Names ascend with the rows they hold, so that the oldest segment comes first.
  const last = passages.at(-1)?.row ?? state.coveredRow;
  const file = `segment-${String(last).padStart(16, '0')}-${randomUUID()}`;
  const bytes = writeSegmentFile(path.join(folder, file), { dims, bits, halves }, content, coded);
  const written = { file, bytes, passages: content.passages.length };
  return {
    segments: [...(kind === 'extend' ? readSegments(database) : []), written],
    codecFile: named.file,
    indexBytes: named.bytes,
    centroids: codec.centroids.length / dims,
    trainedTokens: kind === 'train' ? state.tokens : state.trainedTokens,
    coveredRow: Math.max(last, state.coveredRow),
    memoryBytes,
  };
}

/**
 * The index that files hold, without the passages that were deleted since.
 * @throws OpticalError as `loadIndex`
 */
export function loadCodedIndex(
  folder: string,
  database: DatabaseSync,
  files: IndexFiles,
  budget: MemoryBudget,
): BuiltIndex {
  if (files.codecFile === '') return { memory: createKernelMemory(2 ** 32), indexed: undefined, files };
  return { ...loadFiles(folder, database, files, budget), files };
}

/**
 * The index that the database names, if it names one.
 * @throws OpticalError as `loadIndex`
 */
export function loadNamedIndex(folder: string, database: DatabaseSync, budget: MemoryBudget) {
  const state = readState(database);
  if (state.codecFile === '') return undefined;
  const segments = readSegments(database);
  const loaded = loadFiles(folder, database, { ...state, segments }, budget);
  return { ...loaded, trainedTokens: state.trainedTokens, segments: segments.length };
}

const noFiles: IndexFiles = {
  segments: [],
  codecFile: '',
  indexBytes: 0,
  centroids: 0,
  trainedTokens: 0,
  coveredRow: 0,
  memoryBytes: 0,
};

function loadFiles(
  folder: string,
  database: DatabaseSync,
  { codecFile, segments, coveredRow }: Pick<IndexFiles, 'codecFile' | 'segments' | 'coveredRow'>,
  budget: MemoryBudget,
) {
  const halves = readState(database).spec.codec.precision === 'f16';
  const codec = readCodec(folder, { codecFile });
  return loadIndex(database, { folder, codec, segments: segments.map(({ file }) => file), coveredRow, halves }, budget);
}

const readCodec = (folder: string, { codecFile }: Pick<IndexFiles, 'codecFile'>): TokenCodec =>
  readCodecFile(path.join(folder, codecFile));

function writeCodec(folder: string, codec: TokenCodec): { file: string; bytes: number } {
  const file = `codec-${randomUUID()}`;
  return { file, bytes: writeCodecFile(path.join(folder, file), codec) };
}

/** All passages in descending order of ids. */
function readRows(database: DatabaseSync): PassageRow[] {
  return database.prepare('SELECT row, tokens FROM passages ORDER BY id DESC').all() as unknown as PassageRow[];
}
