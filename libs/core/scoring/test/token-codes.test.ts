import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { collectCandidates } from '../src/candidates/collect-candidates.ts';
import {
  Arena,
  codeBytes,
  createKernelMemory,
  createTokenIndex,
  encodeTokens,
  loadKernels,
  Searcher,
  tokenCodec,
  type ResidualBits,
  type TokenCodec,
  type TokenCodes,
} from '../src/index.ts';
import { partWeight } from '../src/search/compared-part.ts';
import { queryTables } from '../src/search/query-tables.ts';
import { noisy, randomVectors } from './random-vectors.ts';
import { naiveCandidates, naiveDecode, naiveDot, naiveMaxSim } from './reference.ts';

const memory = createKernelMemory(2 ** 27);
const kernels = loadKernels(memory);

interface Shape {
  readonly dims: number;
  readonly bits: ResidualBits;
  readonly lengths: readonly number[];
  readonly centroids: number;
  readonly queryTokens: number;
  readonly seed: number;
}

const shapeOf: fc.Arbitrary<Shape> = fc.record({
  dims: fc.constantFrom(4, 12, 32, 48),
  bits: fc.constantFrom(2 as const, 4 as const),
  lengths: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 25 }),
  centroids: fc.integer({ min: 1, max: 20 }),
  queryTokens: fc.integer({ min: 1, max: 35 }),
  seed: fc.nat(1e6),
});

function open({ dims, bits, lengths, centroids, queryTokens, seed }: Shape) {
  const tokenStarts = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, passage) => (tokenStarts[passage + 1] = tokenStarts[passage]! + length));
  const codec = tokenCodec(randomVectors(centroids, dims, seed), dims, bits, seed);
  const near = Float32Array.from({ length: tokenStarts.at(-1) * dims }, (_, i) => {
    const token = Math.floor(i / dims);
    return codec.centroids[((token * 5) % centroids) * dims + (i % dims)]!;
  });
  const arena = new Arena(memory);
  const codes = encodeTokens(kernels, arena, codec, noisy(near, dims, 0.8, seed + 1));
  const index = createTokenIndex(kernels, arena, { codec, tokenStarts, ...codes });
  const query = randomVectors(queryTokens, dims, seed + 2);
  const decoded = naiveDecode(codec, codes);
  const decodedScore = (passage: number) =>
    naiveMaxSim(query, decoded.subarray(tokenStarts[passage]! * dims, tokenStarts[passage + 1]! * dims), dims);
  const tolerance = 1e-5 * queryTokens + tableRounding(codec, codes, query);
  return { arena, codec, codes, index, tokenStarts, query, decodedScore, tolerance };
}

/** How far tables of bytes may be off: half a step for each half byte of a code, in each query token's score. */
function tableRounding(codec: TokenCodec, { residuals }: TokenCodes, query: Float32Array): number {
  const { dims, bits, levels, rotation } = codec;
  const scales = new Float16Array(residuals.length / codeBytes(dims, bits)).map((_, token) => {
    return new Float16Array(residuals.slice(token * codeBytes(dims, bits)).buffer, 0, 1)[0]!;
  });
  let sum = 0;
  for (let token = 0; token < query.length / dims; token++) {
    const row = query.subarray(token * dims, (token + 1) * dims);
    const ranges = Array.from({ length: dims / (4 / bits) }, (_, half) => {
      const parts = Array.from({ length: 4 / bits }, (_, part) => (half * 4) / bits + part);
      const size = (dim: number) => Math.abs(naiveDot(row, rotation.subarray(dim * dims, (dim + 1) * dims)));
      return parts.reduce((range, dim) => range + size(dim) * 2 * levels.at(-1), 0);
    });
    sum += (ranges.length * Math.max(...ranges)) / 127 / 2;
  }
  return sum * Math.max(...scales);
}

describe('token codes', () => {
  it('are scored by lookup as the vectors that they stand for are in float64', () => {
    const property = fc.property(shapeOf, (shape) => {
      const { arena, index, query, decodedScore, tolerance } = open(shape);
      const passages = shape.lengths.length;
      const all = { k: passages, probes: shape.centroids, interactions: passages, budget: passages };
      const { passages: found, scores } = new Searcher(kernels, arena, index).search(query, all);
      assert.deepEqual(
        [...found].sort((a, b) => a - b),
        [...shape.lengths.keys()],
      );
      found.forEach((passage, place) => {
        assert.ok(Math.abs(scores[place]! - decodedScore(passage)) < tolerance);
      });
    });
    fc.assert(property, { numRuns: 60 });
  });

  it('are compared by their first 96 dims, which count as much more as others are left out, less for their noise', () => {
    const dims = 128;
    for (const bits of [2, 4] as const) {
      const shape = { dims, bits, lengths: [5, 1, 18, 3], centroids: 4, queryTokens: 3, seed: 4 };
      const { arena, codec, codes, index, tokenStarts, query, tolerance } = open(shape);
      const { tokens, centroidScores, table, scales } = queryTables(kernels, arena, index.placed, query);
      const passages = arena.words(4);
      passages.values.set([2, 0, 3, 1]);
      const scores = arena.floats(4);
      const scratch = arena.bytes(10_000).pointer;
      const { tokenCentroids, residuals, tokenStarts: starts } = index.pointers;
      const [all, used] = [(dims * bits) / 8, (96 * bits) / 8];
      const codesAt = [starts, tokenCentroids, residuals, all, used] as const;
      const queryAt = [centroidScores.pointer, table, scales.part, tokens] as const;
      kernels.codesMaxSim(passages.pointer, 4, ...codesAt, ...queryAt, scratch, scores.pointer);
      const cut = { ...codec, rotation: codec.rotation.map((value, i) => (i < 96 * dims ? value : 0)) };
      const [whole, part] = [naiveDecode({ ...codec, levels: new Float32Array(16) }, codes), naiveDecode(cut, codes)];
      const weight = 128 / 96 / (1 + 43 * (1 / 96 - 1 / 128));
      const estimate = part.map((value, i) => whole[i]! + weight * (value - whole[i]!));
      passages.values.forEach((passage, place) => {
        const vectors = estimate.subarray(tokenStarts[passage]! * dims, tokenStarts[passage + 1]! * dims);
        assert.ok(Math.abs(scores.values[place]! - naiveMaxSim(query, vectors, dims)) < 2 * tolerance);
      });
    }
    assert.deepEqual([32, 96].map(partWeight), [1, 1]);
  });

  it('keep the dot product of a residual with itself exactly, up to the rounding of its scale', () => {
    const property = fc.property(shapeOf, ({ dims, bits, seed }) => {
      const codec = tokenCodec(randomVectors(1, dims, seed), dims, bits, seed);
      const vectors = randomVectors(5, dims, seed + 1);
      const decoded = naiveDecode(codec, encodeTokens(kernels, new Arena(memory), codec, vectors));
      for (let token = 0; token < 5; token++) {
        const minus = (values: ArrayLike<number>) =>
          Array.from({ length: dims }, (_, dim) => values[token * dims + dim]! - codec.centroids[dim]!);
        const residual = minus(vectors);
        const square = naiveDot(residual, residual);
        assert.ok(Math.abs(naiveDot(residual, minus(decoded)) - square) < 1e-3 * square + 1e-6);
      }
    });
    fc.assert(property, { numRuns: 60 });
  });

  it('give a token that is its centroid no residual', () => {
    const codec = tokenCodec(randomVectors(3, 8, 1), 8, 4, 1);
    const { centroids, residuals } = encodeTokens(kernels, new Arena(memory), codec, codec.centroids.slice());
    assert.deepEqual([...centroids], [0, 1, 2]);
    for (let token = 0; token < 3; token++)
      assert.ok(new Float16Array(residuals.slice(token * 6, token * 6 + 2).buffer)[0]! < 1e-3);
  });
});

describe('collectCandidates', () => {
  it('reaches the passages, with the estimates, that the float64 definition gives', () => {
    const property = fc.property(shapeOf, fc.integer({ min: 1, max: 20 }), (shape, wanted) => {
      const { arena, codec, codes, index, tokenStarts, query } = open(shape);
      const probes = Math.min(wanted, shape.centroids);
      const passages = shape.lengths.length;
      const stamps = arena.shorts(passages).pointer;
      const scores = arena.floats(passages);
      scores.values.fill(0);
      const found = arena.words(passages);
      const tables = queryTables(kernels, arena, index.placed, query);
      const workspace = { stamps, scores: scores.pointer, found: found.pointer };
      const count = collectCandidates(kernels, index, tables, workspace, probes, 0);
      const expected = naiveCandidates(query, codec, codes.centroids, tokenStarts, probes);
      assert.deepEqual(new Set(found.values.subarray(0, count)), new Set(expected.keys()));
      for (const [passage, estimate] of expected) {
        assert.ok(Math.abs(scores.values[passage]! - estimate) < 1e-4 * shape.queryTokens);
      }
    });
    fc.assert(property, { numRuns: 60 });
  });
});

describe('Searcher', () => {
  it('returns the best of its candidates in every setting, by the scores of their codes', () => {
    const effort = fc.record({
      k: fc.integer({ min: 1, max: 30 }),
      probes: fc.integer({ min: 1, max: 20 }),
      interactions: fc.integer({ min: 1, max: 30 }),
      budget: fc.integer({ min: 1, max: 30 }),
    });
    const property = fc.property(shapeOf, effort, fc.array(fc.boolean()), (shape, options, flags) => {
      const { arena, index, query, decodedScore, tolerance } = open(shape);
      const eligible = Uint8Array.from(shape.lengths, (_, passage) => (flags[passage] === false ? 0 : 1));
      const searcher = new Searcher(kernels, arena, index);
      const { passages, scores, counts, partial } = searcher.search(query, { ...options, eligible });
      assert.equal(partial, false);
      assert.equal(new Set(passages).size, passages.length);
      assert.equal(passages.length, Math.min(options.k, counts.scored));
      assert.ok(counts.scored <= Math.max(options.k, options.budget));
      passages.forEach((passage, place) => {
        assert.equal(eligible[passage], 1);
        assert.ok(Math.abs(scores[place]! - decodedScore(passage)) < tolerance);
        assert.ok(place === 0 || scores[place]! <= scores[place - 1]!);
      });
      const all = searcher.search(query, { ...options, k: shape.lengths.length, eligible });
      assert.ok(all.passages.length >= passages.length);
    });
    fc.assert(property, { numRuns: 100 });
  });
});
