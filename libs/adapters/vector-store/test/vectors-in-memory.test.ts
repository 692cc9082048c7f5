import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { hitsOf, limits, many, query, withEngine } from './support/engine.ts';
import { spec } from './support/passages.ts';
import { ReferenceCollection } from './support/reference.ts';

/** Makes all stored vectors of the only collection zero, so that scores that are read from them are, too. */
function blankVectors(folder: string): void {
  const [collection] = readdirSync(path.join(folder, 'collections'));
  using database = new DatabaseSync(path.join(folder, 'collections', collection!, 'passages.db'));
  database.exec('UPDATE vectors SET halves = zeroblob(length(halves))');
}

const exactTokens = 100;

describe('a collection whose vectors are held in memory', () => {
  it('scores by them, whether all passages or candidates, without reading the database', () =>
    withEngine({ exactTokens }, async (engine, folder) => {
      await engine.create(spec('a', { codec: { precision: 'f16', centroids: 16, seed: 3 } }), 'a');
      const all = many(250);
      await engine.upsert('a', all);
      await engine.settled('a');
      const reference = new ReferenceCollection();
      reference.upsert(all);
      const expected = reference.search(query().vectors).slice(0, 10);
      blankVectors(folder);
      const few = { filter: { documentIds: all.slice(0, 12).map(({ id }) => id) }, k: 12 };
      for (const more of [{ exact: true }, { exact: false, candidateBudget: 250 }]) {
        const { hits } = await engine.search('a', query(more), limits);
        assert.deepEqual(
          hits.map(({ id }) => id),
          expected.map(({ id }) => id),
        );
        for (const [place, { score }] of hits.entries()) assert.ok(Math.abs(score - expected[place]!.score) < 1e-5);
      }
      assert.deepEqual(await hitsOf(engine, few), await hitsOf(engine, { ...few, exact: true }));
    }));
});
