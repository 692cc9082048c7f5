import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { until } from '@optical/testing/until';
import type { EmbeddedEngine, Query } from '../src/index.ts';
import { limits, many, overlapOf, query, withEngine } from './support/engine.ts';
import { passage, spec, vectors } from './support/passages.ts';

const queries = 20;

/** Few enough that passages taken blindly hold a twelfth of the best. */
const candidateBudget = 50;

/** Share of the ten best that searches by candidates find, over all queries. */
async function meanOverlap(engine: EmbeddedEngine, more: Partial<Query> = {}): Promise<number> {
  let sum = 0;
  for (let seed = 3000; seed < 3000 + queries; seed++) {
    sum += await overlapOf(engine, { vectors: vectors(3, seed), candidateBudget, ...more });
  }
  return sum / queries;
}

describe('a search by candidates', () => {
  for (const [precision, least] of [
    [2, 0.9],
    [4, 0.93],
    ['f16', 0.9],
  ] as const) {
    it(`finds nearly all of the best through codes of precision ${precision}, filtered and after deletions, too`, () => {
      const built: string[] = [];
      const observer = { onBuilt: (_: string, kind: string) => built.push(kind) };
      return withEngine({ exactTokens: 60, observer }, async (engine) => {
        await engine.create(spec('a', { codec: { precision, centroids: 64, seed: 1 } }), 'a');
        const all = Array.from({ length: 600 }, (_, i) => passage(`p${i}`, i, { metadata: { year: i % 2 } }));
        await engine.upsert('a', all.slice(0, 500));
        await engine.settled('a');
        await engine.upsert('a', all.slice(500));
        await engine.settled('a');
        assert.deepEqual(built, ['train', 'extend'], 'codes are read from two segments');
        const { counts } = await engine.search('a', query({ candidateBudget }), limits);
        assert.deepEqual(counts, { eligible: 600, candidates: candidateBudget, reranked: candidateBudget });

        const overlaps = [
          await meanOverlap(engine),
          await meanOverlap(engine, { filter: { field: 'year', operator: 'equal', value: 1 } }),
        ];
        const ids = all.filter((_, i) => i % 5 === 0).map(({ id }) => id);
        await engine.delete('a', { ids, documentIds: [], filter: undefined });
        overlaps.push(await meanOverlap(engine));
        assert.ok(
          overlaps.every((overlap) => overlap >= least),
          `at least ${least} was expected: ${overlaps.join(', ')}`,
        );
      });
    });
  }

  it('is repeated exactly where it is sampled, and its estimate of recall is the share that was found', () =>
    withEngine({ exactTokens: 100, probes: 2, recallSampleRatio: 1 }, async (engine) => {
      await engine.create(spec('a'), 'a');
      await engine.upsert('a', many(300));
      await engine.settled('a');
      let expected = 0;
      for (let seed = 0; seed < 20; seed++) {
        const asked = { vectors: vectors(3, seed), candidateBudget: 10 };
        expected += (await overlapOf(engine, asked)) / 20;
        await until('the search is repeated', async () => (await engine.recall('a'))[0]?.queries === seed + 1);
      }
      const [estimate] = await engine.recall('a');
      assert.ok(expected > 0.3 && expected < 0.9, `${expected} says little about an estimate`);
      assert.ok(Math.abs(estimate!.recall - expected) < 1e-9, `${estimate!.recall}, ${expected} was expected`);
      assert.deepEqual([estimate!.k, estimate!.candidateBudget, estimate!.queries], [10, 10, 20]);
    }));

  it('leaves an estimate of recall that stays when the collection leaves the memory', () => {
    const left: string[] = [];
    const observer = { onEvict: (name: string) => left.push(name) };
    return withEngine({ exactTokens: 100, recallSampleRatio: 1, openCollections: 1, observer }, async (engine) => {
      await engine.create(spec('a'), 'a');
      await engine.upsert('a', many(300));
      await engine.settled('a');
      await engine.search('a', query({ candidateBudget }), limits);
      await until('the search is repeated', async () => (await engine.recall('a')).length > 0);
      await engine.create(spec('b'), 'b');
      await engine.upsert('b', many(5));
      await until('the collection has left the memory', () => left.includes('a'));
      assert.equal((await engine.recall('a'))[0]?.queries, 1);
      await engine.remove('a');
      await engine.create(spec('a'), 'again');
      assert.deepEqual(await engine.recall('a'), []);
    });
  });
});
