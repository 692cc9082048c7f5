/// <reference lib="es2025.float16" />
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { randomWords } from '@optical/random';
import { openMaxSim } from './max-sim.ts';

it('is the sum over query tokens of the largest product with a token of the passage', async (t) => {
  const dims = 5;
  const words = randomWords(1, 1);
  const vectors = (tokens: number) =>
    new Float16Array(Array.from({ length: tokens * dims }, () => words() / 2 ** 31 - 1));
  const queries = [3, 1, 4, 2, 200].map(vectors);
  const lengths = [2, 7, 1, 30, 4];
  const starts = new Uint32Array([
    0,
    ...lengths.map((_, place) => lengths.slice(0, place + 1).reduce((a, b) => a + b)),
  ]);
  const passages = { starts, vectors: vectors(starts.at(-1)!) };
  const maxSim = openMaxSim(passages, dims, { threads: 1 });
  t.after(() => maxSim.close());
  await maxSim.scores(queries.slice(1));
  const scores = await maxSim.scores(queries);
  const product = (a: Float16Array, i: number, b: Float16Array, j: number) =>
    Array.from({ length: dims }, (_, k) => a[i * dims + k]! * b[j * dims + k]!).reduce((x, y) => x + y);
  for (const [q, query] of queries.entries())
    for (const [p, length] of lengths.entries()) {
      let expected = 0;
      for (let i = 0; i < query.length / dims; i++)
        expected += Math.max(...Array.from({ length }, (_, j) => product(query, i, passages.vectors, starts[p]! + j)));
      assert.ok(Math.abs(scores[q]![p]! - expected) < 1e-4 * query.length, `query ${q}, passage ${p}`);
    }
});
