import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'node:test';
import { OpticalError } from '@optical/errors';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { indexBytes } from '../src/embedded/building/index-bytes.ts';
import type { EmbeddedEngine, EmbeddedEngineOptions, NewPassage } from '../src/index.ts';
import { hitsOf, limits, many, query, run, withEngine } from './support/engine.ts';
import { indexFiles } from './support/index-files.ts';
import { dims, passage, spec, vectors } from './support/passages.ts';
import { ReferenceCollection } from './support/reference.ts';

const exactTokens = 100;
const twoBits = { codec: { precision: 2, centroids: 16, seed: 1 } } as const;

/** Writes a batch, again when it is told to come again. @returns what refused it for good */
async function write(engine: EmbeddedEngine, batch: readonly NewPassage[]): Promise<OpticalError | undefined> {
  for (let attempt = 0; attempt < 50; attempt++) {
    try {
      await engine.upsert('a', batch);
      return undefined;
    } catch (error) {
      assert.ok(error instanceof OpticalError && error.kind === 'exhausted', String(error));
      if (error.details.retryAfterMs === undefined) return error;
      await engine.settled('a');
    }
  }
  throw new Error('the time to come again never came');
}

/** What an engine reports of its builds. */
function watched() {
  const failures: OpticalError[] = [];
  const evicted: string[] = [];
  const observer = {
    onBuildFailed: (_: string, error: unknown) => failures.push(error as OpticalError),
    onEvict: (name: string) => evicted.push(name),
  };
  return { failures, evicted, options: { exactTokens, observer } satisfies Partial<EmbeddedEngineOptions> };
}

describe('an engine short of memory', () => {
  it('lets a collection that nobody uses leave the memory for a build, unless that is in vain', async () => {
    for (const [memoryLimitBytes, leaving] of [
      [46_500, ['idle']],
      [43_000, []],
    ] as const) {
      const { failures, evicted, options } = watched();
      await withEngine({ ...options, memoryLimitBytes }, async (engine) => {
        await engine.create(spec('idle'), 'idle');
        await engine.upsert('idle', many(30));
        await engine.create(spec('a', twoBits), 'a');
        await engine.upsert('a', many(280));
        await engine.settled('a');
        assert.deepEqual(failures, []);
        assert.deepEqual(evicted, leaving);
        assert.equal((await engine.statistics('a')).unindexedPassages, 0);
      });
    }
  });

  it('takes passages until their codes alone fill the memory, and is searched all the while', async () => {
    const { failures, options } = watched();
    const memoryLimitBytes = 60_000;
    await withEngine({ ...options, memoryLimitBytes }, async (engine) => {
      await engine.create(spec('a', twoBits), 'a');
      const reference = new ReferenceCollection();
      let isWriting = true;
      const searchAll = async () => {
        let searches = 0;
        for (let seed = 0; isWriting; seed++) {
          const { hits, counts } = await engine.search('a', query({ vectors: vectors(3, seed) }), limits);
          assert.equal(hits.length, Math.min(10, counts.eligible));
          searches++;
          await sleep(1);
        }
        return searches;
      };
      const searching = searchAll();
      let refusal: OpticalError | undefined;
      const batchSize = 20;
      while (refusal === undefined) {
        const batch = many(batchSize, reference.passages.size);
        refusal = await write(engine, batch);
        if (refusal === undefined) reference.upsert(batch);
      }
      isWriting = false;
      assert.ok((await searching) > 0);
      assert.match(refusal.message, /\d+ bytes are needed, the limit is 60000 bytes/);
      assert.deepEqual(failures, []);
      const passages = reference.passages.size;
      const shape = { passages, tokens: passages * 3, centroids: 16, dims, bits: 2, halves: false } as const;
      assert.ok(indexBytes(shape) > 0.85 * memoryLimitBytes, `${passages} passages fill the memory`);
      const expected = reference.search(query().vectors).slice(0, 10);
      const found = await hitsOf(engine, { exact: true });
      assert.deepEqual(
        found.map(([id]) => id),
        expected.map(({ id }) => id),
      );
      await engine.delete('a', {
        ids: [...reference.passages.keys()].slice(0, 500),
        documentIds: [],
        filter: undefined,
      });
      await engine.settled('a');
      assert.equal(await write(engine, many(100, passages)), undefined, 'there is room after a deletion');
    });
  });

  it('writes no files of an index that can never fit, and says what it needs', async () => {
    const { failures, options } = watched();
    const memoryLimitBytes = 12_000;
    await withEngine({ ...options, memoryLimitBytes }, async (engine, folder) => {
      await engine.create(spec('a', { codec: { precision: 'f16', centroids: 16, seed: 1 } }), 'a');
      const pairs = (count: number, first: number) =>
        Array.from({ length: count }, (_, i) =>
          passage(`p${first + i}`, first + i, { vectors: vectors(2, first + i) }),
        );
      assert.equal(await write(engine, pairs(150, 0)), undefined);
      await engine.settled('a');
      assert.equal(failures.length, 1);
      const { message, details } = failures[0]!;
      assert.match(message, /the index of a: \d+ bytes are needed, the limit is 12000 bytes/);
      assert.equal(details.retryAfterMs, undefined);
      assert.deepEqual(indexFiles(folder), []);
      const refusal = await write(engine, pairs(50, 150));
      assert.match(refusal!.message, /\d+ bytes are needed, the limit is 12000 bytes/);
      assert.equal(failures.length, 1, 'it is not tried again while nothing has changed');
      assert.equal((await hitsOf(engine)).length, 10);
      await engine.delete('a', { ids: pairs(100, 0).map(({ id }) => id), documentIds: [], filter: undefined });
      await engine.settled('a');
      assert.equal(await write(engine, pairs(100, 200)), undefined, 'there is room after a deletion');
    });
  });

  it('opens a collection whose vectors were written under a higher limit', async () => {
    using folder = temporaryFolder();
    let expected: unknown;
    await run(folder.path, {}, async (engine) => {
      await engine.create(spec('a', twoBits), 'a');
      await engine.upsert('a', many(500));
      assert.ok(engine.memoryBytes > 40_000);
      expected = await hitsOf(engine, { exact: true });
    });
    await run(folder.path, { memoryLimitBytes: 40_000 }, async (engine) => {
      assert.deepEqual(await hitsOf(engine, { exact: true }), expected);
    });
  });

  it('counts no more for an index than it takes, once it is there', () =>
    withEngine({ exactTokens }, async (engine) => {
      for (const precision of [2, 4, 'f16'] as const) {
        const name = `of-${precision}`;
        await engine.create(spec(name, { codec: { precision, centroids: 0, seed: 1 } }), name);
        const before = engine.memoryBytes;
        await engine.upsert(name, many(200));
        await engine.settled(name);
        const { passages, tokens, centroids } = await engine.statistics(name);
        const bits = precision === 4 ? 4 : 2;
        const most = indexBytes({ passages, tokens, centroids, dims, bits, halves: precision === 'f16' });
        const taken = engine.memoryBytes - before;
        assert.ok(taken <= most && taken > 0.8 * most, `${taken} of ${most} bytes`);
      }
    }));
});
