import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { assertRejected } from '@optical/testing/assert-rejected';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { until } from '@optical/testing/until';
import { EmbeddedEngine } from '../src/index.ts';
import { hitsOf, limits, many, query, run, withEngine } from './support/engine.ts';
import { indexFiles } from './support/index-files.ts';
import { options, spec } from './support/passages.ts';

/** Flips a bit of the codes of the only collection. @returns the file */
function damage(folder: string): string {
  const segment = indexFiles(folder).find((file) => path.basename(file).startsWith('segment-'))!;
  const bytes = readFileSync(segment);
  bytes[bytes.length - 10]! ^= 1;
  writeFileSync(segment, bytes);
  return segment;
}

describe('collections of the embedded engine', () => {
  it('opens and searches a collection while another one is built', async () => {
    using folder = temporaryFolder();
    const small = { exactTokens: 100 };
    await run(folder.path, small, async (engine) => {
      await engine.create(spec('a'), 'a');
      await engine.upsert('a', many(20));
      await engine.create(spec('large', { codec: { precision: 2, centroids: 4096, seed: 1 } }), 'large');
    });
    const built: string[] = [];
    await run(folder.path, { ...small, observer: { onBuilt: (name) => built.push(name) } }, async (engine) => {
      // So many centroids take seconds.
      await engine.upsert('large', many(5000));
      assert.equal((await hitsOf(engine)).length, 10);
      assert.deepEqual(built, []);
      await engine.settled('large');
      assert.deepEqual(built, ['large']);
    });
  });

  it('opens what was written before, with its index, and builds a damaged one again', async () => {
    using folder = temporaryFolder();
    const small = { exactTokens: 100 };
    let expected: unknown;
    let expectedByCodes: unknown;
    await run(folder.path, small, async (engine) => {
      await engine.create(spec('a'), 'a');
      await engine.upsert('a', many(150));
      await engine.settled('a');
      await engine.upsert('a', many(20, 150));
      await engine.delete('a', { ids: ['p3'], documentIds: [], filter: undefined });
      await engine.settled('a');
      expected = await hitsOf(engine, { exact: true });
      expectedByCodes = await hitsOf(engine);
    });
    const built: string[] = [];
    const watched = { ...small, observer: { onBuilt: (_: string, kind: string) => built.push(kind) } };
    await run(folder.path, watched, async (engine) => {
      assert.deepEqual(await hitsOf(engine, { exact: true }), expected);
      assert.deepEqual(await hitsOf(engine), expectedByCodes);
      await engine.settled('a');
      assert.deepEqual(built, [], 'the index was read, not built');
      assert.ok((await engine.statistics('a')).centroids > 0);
    });
    const segment = damage(folder.path);
    const damages: string[] = [];
    const observer = { onDamage: (_: string, error: unknown) => damages.push((error as Error).message) };
    await run(folder.path, { ...small, observer }, async (engine) => {
      assert.deepEqual(await hitsOf(engine, { exact: true }), expected);
      await engine.settled('a');
      assert.deepEqual(await hitsOf(engine, { exact: true }), expected);
      assert.ok((await engine.statistics('a')).centroids > 0);
    });
    assert.equal(damages.length, 1);
    assert.ok(damages[0]!.includes(segment) && damages[0]!.includes('residuals'));
  });

  it('builds a damaged index before it opens a collection whose vectors do not fit into memory', async () => {
    using folder = temporaryFolder();
    const small = { exactTokens: 100 };
    let expected: unknown;
    await run(folder.path, small, async (engine) => {
      await engine.create(spec('a', { codec: { precision: 2, centroids: 16, seed: 1 } }), 'a');
      await engine.upsert('a', many(1500));
      await engine.settled('a');
      expected = await hitsOf(engine, { exact: true });
    });
    damage(folder.path);
    // 1,500 passages take 64 bytes or more each as vectors, and about half of that as codes.
    await run(folder.path, { ...small, memoryLimitBytes: 110_000 }, async (engine) => {
      assert.deepEqual(await hitsOf(engine, { exact: true }), expected);
      assert.ok((await engine.statistics('a')).centroids > 0 && engine.memoryBytes > 0);
    });
  });

  it('builds all of an index anew when what it would be extended by finds it damaged', () => {
    const built: string[] = [];
    const [damages, failures]: unknown[][] = [[], []];
    const observer = {
      onBuilt: (_: string, kind: string) => built.push(kind),
      onDamage: (_: string, error: unknown) => damages!.push(error),
      onBuildFailed: (_: string, error: unknown) => failures!.push(error),
    };
    return withEngine({ exactTokens: 100, observer }, async (engine, folder) => {
      await engine.create(spec('a'), 'a');
      await engine.upsert('a', many(150));
      await engine.settled('a');
      const before = indexFiles(folder);
      const segment = damage(folder);
      await engine.upsert('a', many(40));
      await engine.settled('a');
      assert.deepEqual(built, ['train', 'train']);
      assert.ok(String(damages![0]).includes(segment));
      assert.deepEqual([damages!.length, failures!.length], [1, 0]);
      assert.equal((await engine.statistics('a')).unindexedPassages, 0);
      await until('files of the failed build and those it replaced are gone', () => {
        const after = indexFiles(folder);
        return after.length === 2 && after.every((file) => !before.includes(file));
      });
    });
  });

  it('says why an index that was asked for could not be built', () =>
    withEngine({ memoryLimitBytes: 4_000 }, async (engine) => {
      await engine.create(spec('a'), 'a');
      await engine.upsert('a', many(20));
      await assertRejected(() => engine.rebuild('a'), 'exhausted', 'the index of a', '4000 bytes');
      assert.equal((await hitsOf(engine)).length, 10);
    }));

  it('holds no memory for a collection that could not be opened', async () => {
    using folder = temporaryFolder();
    const small = { exactTokens: 100 };
    let needed = 0;
    await run(folder.path, small, async (engine) => {
      await engine.create(spec('a', { codec: { precision: 2, centroids: 16, seed: 1 } }), 'a');
      await engine.upsert('a', many(150));
      await engine.settled('a');
      await engine.upsert('a', many(10, 150));
      needed = engine.memoryBytes;
    });
    await run(folder.path, { ...small, memoryLimitBytes: needed - 1000 }, async (engine) => {
      await assertRejected(() => hitsOf(engine), 'exhausted', `${needed - 1000} bytes`);
      assert.equal(engine.memoryBytes, 0);
    });
  });

  it('are not found when they are deleted while their statistics wait for a thread', () =>
    withEngine({ searchThreads: 1 }, async (engine) => {
      await engine.create(spec('a'), 'a');
      await engine.create(spec('b'), 'b');
      const others = engine.statistics('b');
      const refused = assertRejected(() => engine.statistics('a'), 'not-found', 'a');
      await engine.remove('a');
      assert.equal((await others).passages, 0);
      await refused;
    }));

  it('belongs to one process at a time', () =>
    withEngine({}, async (engine, folder) => {
      await engine.create(spec('a'), 'a');
      assert.throws(() => new EmbeddedEngine(options(folder)), { kind: 'failed-precondition' });
    }));

  it('refuses what its memory cannot hold, and keeps what it has', () =>
    withEngine({ memoryLimitBytes: 20_000 }, async (engine) => {
      await engine.create(spec('a'), 'a');
      await engine.upsert('a', many(50));
      const before = engine.memoryBytes;
      await assertRejected(() => engine.upsert('a', many(500, 50)), 'exhausted', '20000 bytes');
      const { passages } = await engine.statistics('a');
      assert.equal(passages, 50);
      assert.equal(engine.memoryBytes, before, 'what was refused takes no room');
      const { counts, version } = await engine.search('a', query(), limits);
      assert.deepEqual([counts.eligible, version], [50, 1]);
    }));

  it('lets collections that nobody uses leave the memory for others, and reads them again when they are used', () => {
    const left: string[] = [];
    return withEngine(
      { memoryLimitBytes: 20_000, observer: { onEvict: (name) => left.push(name) } },
      async (engine) => {
        for (const name of ['a', 'b', 'c']) {
          await engine.create(spec(name), name);
          await engine.upsert(name, many(110));
        }
        for (const name of ['a', 'b', 'c', 'a']) {
          const { counts } = await engine.search(name, query(), limits);
          assert.equal(counts.eligible, 110);
          assert.ok(engine.memoryBytes <= 20_000);
        }
        assert.deepEqual(left.slice(0, 3), ['a', 'b', 'c']);
        const results = await Promise.allSettled(['a', 'b', 'c'].map((name) => engine.search(name, query(), limits)));
        assert.ok(results.some(({ status }) => status === 'fulfilled'));
      },
    );
  });
});
