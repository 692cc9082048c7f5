import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  Arena,
  createKernelMemory,
  createTokenIndex,
  encodeTokens,
  loadKernels,
  Searcher,
  suitableCentroids,
  tokenCodec,
  trainCentroids,
  type ResidualBits,
  type Stage,
} from '../src/index.ts';
import { noisy, randomVectors } from './random-vectors.ts';
import { naiveMaxSim } from './reference.ts';

const dims = 32;
const passages = 300;
const lengths = Array.from({ length: passages }, (_, i) => 1 + (i % 9));
const tokenStarts = Uint32Array.from([0, ...lengths.map((_, i) => sum(lengths.slice(0, i + 1)))]);
const topics = randomVectors(40, dims, 5);
const vectors = noisy(
  Float32Array.from({ length: tokenStarts.at(-1) * dims }, (_, i) => {
    const token = Math.floor(i / dims);
    return topics[((token * 7919) % 40) * dims + (i % dims)]!;
  }),
  dims,
  0.7,
  6,
);
const passage = (i: number) => vectors.subarray(tokenStarts[i]! * dims, tokenStarts[i + 1]! * dims);
const queries = Array.from({ length: 20 }, (_, i) => noisy(passage(8 + i * 9).slice(), dims, 0.4, 100 + i));
const exact = queries.map((query) => Array.from(lengths, (_, id) => naiveMaxSim(query, passage(id), dims)));

function build(bits: ResidualBits) {
  const memory = createKernelMemory(2 ** 28);
  const kernels = loadKernels(memory);
  const arena = new Arena(memory);
  const centroids = trainCentroids(kernels, arena, { vectors, dims, centroids: 64, iterations: 5, seed: 1 });
  const codec = tokenCodec(centroids, dims, bits, 1);
  const codes = encodeTokens(kernels, arena, codec, vectors);
  const index = createTokenIndex(kernels, arena, { codec, tokenStarts, ...codes });
  return { codes, index, searcher: new Searcher(kernels, arena, index) };
}

const everything = { k: passages, probes: 64, interactions: passages, budget: passages };

describe('token codes', () => {
  // A seventh above what is measured: below what centroids cost that were never moved to the means of their vectors.
  for (const [bits, tolerance] of [
    [2, 0.015],
    [4, 0.004],
  ] as const) {
    it(`of ${bits} bits score passages as their vectors do, to ${tolerance} a query token on average`, () => {
      const { searcher } = build(bits);
      const errors = queries.flatMap((query, i) => {
        const { passages: found, scores } = searcher.search(query, everything);
        return Array.from(found, (id, place) => (scores[place]! - exact[i]![id]!) / (query.length / dims));
      });
      assert.equal(errors.length, queries.length * passages);
      const error = Math.sqrt(sum(errors.map((error) => error ** 2)) / errors.length);
      assert.ok(error < tolerance, `${error}`);
    });
  }

  it('are fixed by vectors and seed', () => {
    assert.deepEqual(build(2).codes, build(2).codes);
  });
});

describe('Searcher', () => {
  const { searcher } = build(4);

  // Hardly less than codes of so many bits keep of the ten when every passage is scored: the stages before lose none.
  for (const [bits, least] of [
    [2, 92],
    [4, 96],
  ] as const) {
    it(`finds ${least}% of the exact ten best by ${bits} bits though only 20 are compared and 10 scored`, () => {
      const { searcher } = build(bits);
      const recalls = queries.map((query, i) => {
        const best = exact[i]!.keys()
          .toArray()
          .sort((a, b) => exact[i]![b]! - exact[i]![a]!)
          .slice(0, 10);
        const { passages: found, counts } = searcher.search(query, { k: 10, probes: 4, interactions: 20, budget: 10 });
        assert.deepEqual([counts.compared, counts.scored], [20, 10]);
        return best.filter((id) => found.includes(id)).length / 10;
      });
      const recall = (100 * sum(recalls)) / recalls.length;
      assert.ok(recall > least, `${recall}%`);
    });
  }

  it('orders hits by score and forgets one query before the next', () => {
    const first = searcher.search(queries[0]!, { ...everything, k: 10 });
    searcher.search(queries[1]!, everything);
    assert.deepEqual(searcher.search(queries[0]!, { ...everything, k: 10 }), first);
    assert.deepEqual(
      [...first.scores],
      [...first.scores].sort((a, b) => b - a),
    );
  });

  it('returns only eligible passages, and all of them when the budget allows', () => {
    const eligible = Uint8Array.from({ length: passages }, (_, id) => (id % 3 === 0 ? 1 : 0));
    const { passages: found } = searcher.search(queries[2]!, { ...everything, eligible });
    assert.deepEqual(
      [...found].sort((a, b) => a - b),
      eligible
        .keys()
        .filter((id) => id % 3 === 0)
        .toArray(),
    );
    assert.equal(searcher.search(queries[2]!, everything).passages.length, passages);
  });

  it('does not find deleted passages, and finds them again when they are restored', () => {
    const { index, searcher } = build(4);
    const before = searcher.search(queries[4]!, everything);
    index.live[before.passages[0]!] = 0;
    const eligible = new Uint8Array(passages).fill(1);
    eligible[before.passages[1]!] = 0;
    assert.deepEqual(searcher.search(queries[4]!, everything).passages, before.passages.slice(1));
    assert.deepEqual(searcher.search(queries[4]!, { ...everything, eligible }).passages, before.passages.slice(2));
    index.live[before.passages[0]!] = 1;
    assert.deepEqual(searcher.search(queries[4]!, everything), before);
  });

  it('scores given passages as a search does', () => {
    const { passages: found, scores } = searcher.search(queries[5]!, { ...everything, k: 40 });
    assert.deepEqual(searcher.score(queries[5]!, found), { scores, scored: 40 });
    const all = searcher.search(queries[5]!, everything).passages;
    assert.equal(searcher.score(queries[5]!, all, () => true).scored, 64);
  });

  it('says that a result is partial when time runs out, and keeps what it has', () => {
    let looks = 0;
    const expired = (stage: Stage) => stage === 'score' && ++looks > 2;
    const result = searcher.search(queries[3]!, { ...everything, expired });
    assert.equal(result.partial, true);
    assert.deepEqual(result.counts, { found: passages, compared: passages, scored: 128 });
    assert.equal(result.passages.length, 128);
  });

  it('has the best hits of those compared when time runs out before any is scored', () => {
    const { passages: found, scores } = searcher.search(queries[3]!, { ...everything, k: 64, budget: 64 });
    const result = searcher.search(queries[3]!, { ...everything, expired: (stage) => stage === 'score' });
    assert.deepEqual([result.partial, result.counts.scored], [true, 64]);
    assert.deepEqual([result.passages, result.scores], [found, scores]);
  });

  it('stops comparing when time runs out and has the best hits of its lists', () => {
    const first = { ...everything, k: 10, interactions: 64, budget: 64 };
    const { passages: found, scores } = searcher.search(queries[3]!, first);
    for (const looksBefore of [0, 2]) {
      let looks = 0;
      const expired = () => ++looks > looksBefore;
      const result = searcher.search(queries[3]!, { ...everything, k: 10, expired });
      assert.equal(result.partial, true);
      assert.deepEqual(result.counts, { found: passages, compared: looksBefore * 64, scored: 64 });
      assert.deepEqual([result.passages, result.scores], [found, scores]);
    }
    assert.deepEqual(searcher.search(queries[3]!, first).scores, scores, 'the next search begins anew');
  });
});

describe('suitableCentroids', () => {
  it('grows with the square root of the tokens, within what a code can name', () => {
    assert.deepEqual([1, 10, 2_500, 2_500_000, 1e12].map(suitableCentroids), [1, 10, 512, 16_384, 65_536]);
  });
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
