import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sampleQueries } from './sample-queries.ts';

const queries = Array.from({ length: 40 }, (_, place) => ({ id: `q${place}`, text: '' }));
const clusters = queries.map((_, place) => `paragraph ${place % 8}`);
const all = { queries, clusters, judgments: [] };

it('takes one query of each paragraph before a second of any, the same whatever their order', () => {
  const taken = sampleQueries(all, 12);
  assert.equal(taken.size, 12);
  const counts = Map.groupBy([...taken], (id) => clusters[Number(id.slice(1))]!);
  assert.equal(counts.size, 8);
  assert.ok([...counts.values()].every((ids) => ids.length <= 2));
  const reversed = { queries: queries.toReversed(), clusters: clusters.toReversed(), judgments: [] };
  assert.deepEqual([...sampleQueries(reversed, 12)].sort(), [...taken].sort());
  assert.ok([...sampleQueries(all, 8)].every((id) => taken.has(id)));
});

it('takes all when as many or none are asked for', () => {
  assert.equal(sampleQueries(all, 0).size, 40);
  assert.equal(sampleQueries(all, 100).size, 40);
});
