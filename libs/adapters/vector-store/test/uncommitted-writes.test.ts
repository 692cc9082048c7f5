import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { codeIndex, loadCodedIndex } from '../src/embedded/building/build-index.ts';
import { createDatabase, openReadable } from '../src/embedded/database/open-database.ts';
import { MemoryBudget } from '../src/embedded/memory/memory-budget.ts';
import { ReadableCollection } from '../src/embedded/searching/readable-collection.ts';
import { WritableCollection } from '../src/embedded/writing/writable-collection.ts';
import type { Metadata, Query } from '../src/index.ts';
import { many, query } from './support/engine.ts';
import { spec } from './support/passages.ts';

/** Metadata that calls back when the writer stores it, in the middle of its transaction. */
function whenStored(callback: () => void): Metadata {
  const toJSON = () => {
    callback();
    return {};
  };
  return Object.defineProperty({}, 'toJSON', { value: toJSON });
}

describe('a search while a write is not committed', () => {
  it('finds all that there was, though the write replaces all that the index has', () => {
    using folder = temporaryFolder();
    createDatabase(folder.path, spec('a'), 0);
    const budget = new MemoryBudget(0);
    const writable = new WritableCollection(folder.path, budget, 1);
    writable.open(undefined);
    const all = many(100);
    writable.upsert(all);
    using database = openReadable(folder.path);
    const files = codeIndex(folder.path, database, 'train', budget);
    const { view } = writable.adopt(loadCodedIndex(folder.path, database, files, budget));
    const readable = new ReadableCollection(folder.path, view, 0);
    const candidates = { probes: 8, interactions: 400, exactTokens: 50 };
    const search = (more: Partial<Query>) =>
      readable.search({
        ...query(more),
        folder: folder.path,
        candidates,
        scoreUntil: Number.MAX_SAFE_INTEGER,
        cancelled: new SharedArrayBuffer(4),
      });
    const answer = (more: Partial<Query>) => {
      const { hits, counts, partial, version } = search(more);
      return { hits, eligible: counts.eligible, partial, version };
    };
    const kinds = [{ k: 100 }, { k: 100, exact: true }, { k: 100, groupByDocument: true }];
    const before = kinds.map(answer);
    assert.equal(before[0]!.hits.length, 100);
    let during: typeof before | undefined;
    const last = { ...all.at(-1)!, metadata: whenStored(() => (during = kinds.map(answer))) };
    writable.upsert([...all.slice(0, -1), last]);
    assert.deepEqual(during, before);
    assert.equal(answer({}).version, before[0]!.version + 1);
    readable.close();
    writable.close();
  });
});
