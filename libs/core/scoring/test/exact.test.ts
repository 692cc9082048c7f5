import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Arena, createKernelMemory, createPassageVectors, ExactSearcher, loadKernels } from '../src/index.ts';
import type { VectorValues } from '../src/index.ts';
import { randomVectors } from './random-vectors.ts';
import { naiveMaxSim } from './reference.ts';

const memory = createKernelMemory(2 ** 26);
const kernels = loadKernels(memory);

/** The same vectors in each type, with the numbers that the type stands for. */
function inType(type: VectorValues['type'], vectors: Float32Array, dims: number): [VectorValues, Float32Array] {
  switch (type) {
    case 'f32':
      return [{ type, values: vectors }, vectors];
    case 'f16': {
      const halves = Float16Array.from(vectors);
      return [{ type, values: new Uint16Array(halves.buffer) }, Float32Array.from(halves)];
    }
    case 'i8': {
      const scales = Float32Array.from({ length: vectors.length / dims }, (_, row) => (row + 1) / 500);
      const values = Int8Array.from(vectors, (value) => Math.round(value * 127));
      return [{ type, values, scales }, Float32Array.from(values, (value, i) => value * scales[Math.floor(i / dims)]!)];
    }
  }
}

function open(dims: number, lengths: readonly number[], vectors: VectorValues) {
  const tokenStarts = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, passage) => (tokenStarts[passage + 1] = tokenStarts[passage]! + length));
  const arena = new Arena(memory);
  const stored = createPassageVectors(arena, { dims, tokenStarts, vectors });
  return { stored, tokenStarts, searcher: new ExactSearcher(kernels, arena, stored) };
}

const lengthsOf = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 30 });
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

describe('ExactSearcher', () => {
  for (const type of ['f32', 'f16', 'i8'] as const) {
    it(`scores ${type} vectors as the float64 definition does, whatever the shapes`, () => {
      const dims = fc.constantFrom(4, 12, 20, 64);
      const property = fc.property(lengthsOf, fc.integer({ min: 1, max: 40 }), dims, fc.nat(1e6), run);
      function run(lengths: readonly number[], queries: number, dims: number, seed: number) {
        const [vectors, meant] = inType(type, randomVectors(sum(lengths), dims, seed), dims);
        const { searcher, tokenStarts } = open(dims, lengths, vectors);
        const query = randomVectors(queries, dims, seed + 1);
        const { passages, scores, partial } = searcher.search(query, { k: lengths.length });
        assert.equal(partial, false);
        assert.equal(new Set(passages).size, lengths.length);
        passages.forEach((passage, place) => {
          const rows = meant.subarray(tokenStarts[passage]! * dims, tokenStarts[passage + 1]! * dims);
          assert.ok(Math.abs(scores[place]! - naiveMaxSim(query, rows, dims)) < 1e-5 * queries);
          assert.ok(place === 0 || scores[place]! <= scores[place - 1]!);
        });
      }
      fc.assert(property, { numRuns: 60 });
    });
  }

  it('gives the score that one works out by hand', () => {
    const values = Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0.5, 0.5, 0, 0);
    const { searcher } = open(4, [2, 1], { type: 'f32', values });
    const query = Float32Array.of(1, 0, 0, 0, 0.25, 0.5, 0, 0);
    const { passages, scores } = searcher.search(query, { k: 2 });
    // Passage 0: max(1, 0) + max(0.25, 0.5); passage 1: 0.5 + 0.375.
    assert.deepEqual([...passages], [0, 1]);
    assert.deepEqual([...scores], [1.5, 0.875]);
  });

  it('finds neither deleted nor excluded passages, in whichever order they were', () => {
    const values = randomVectors(20, 8, 3);
    const { searcher, stored } = open(8, Array<number>(20).fill(1), { type: 'f32', values });
    const query = randomVectors(3, 8, 4);
    const all = searcher.search(query, { k: 20 }).passages;
    stored.live[all[0]!] = 0;
    const eligible = new Uint8Array(20).fill(1);
    eligible[all[1]!] = 0;
    const { passages, counts } = searcher.search(query, { k: 20, eligible });
    assert.deepEqual([...passages], [...all.subarray(2)]);
    assert.deepEqual(counts, { found: 18, compared: 18, scored: 18 });
    stored.live[all[0]!] = 1;
    assert.deepEqual([...searcher.search(query, { k: 20 }).passages], [...all]);
  });

  it('returns every passage that ties with the last hit on request, so that any rule can choose among them', () => {
    const values = Float32Array.from([1, 0.5, 0.5, 0.5, 0.25].flatMap((value) => [value, 0, 0, 0]));
    const { searcher } = open(4, [1, 1, 1, 1, 1], { type: 'f32', values });
    const query = Float32Array.of(1, 0, 0, 0);
    assert.deepEqual([...searcher.search(query, { k: 2 }).passages], [0, 1]);
    assert.deepEqual([...searcher.search(query, { k: 2, keepTies: true }).passages], [0, 1, 2, 3]);
    assert.deepEqual([...searcher.search(query, { k: 4, keepTies: true }).passages], [0, 1, 2, 3]);
    assert.equal(searcher.search(query, { k: 9, keepTies: true }).passages.length, 5);
  });

  it('stops between chunks when time is up, and says that the result is partial', () => {
    const values = randomVectors(200, 4, 5);
    const { searcher } = open(4, Array<number>(200).fill(1), { type: 'f32', values });
    let looks = 0;
    const result = searcher.search(randomVectors(1, 4, 6), { k: 200, expired: () => ++looks > 2 });
    assert.equal(result.partial, true);
    assert.deepEqual(
      [...result.passages].sort((a, b) => a - b),
      [...Array(128).keys()],
    );
    const late = searcher.search(randomVectors(1, 4, 6), { k: 5, expired: () => true });
    assert.deepEqual([late.partial, late.passages.length, late.counts.scored], [true, 5, 64]);
  });

  it('refuses what it cannot search with, by name and value', () => {
    const { searcher } = open(4, [1, 1], { type: 'f32', values: randomVectors(2, 4, 7) });
    const good = Float32Array.of(1, 0, 0, 0);
    const refuses = (expected: RegExp, query: Float32Array, k = 1, eligible?: Uint8Array) => {
      const options = { k, ...(eligible !== undefined && { eligible }) };
      assert.throws(() => searcher.search(query, options), { kind: 'invalid-argument', message: expected });
    };
    refuses(/query.*0 numbers/, new Float32Array());
    refuses(/query.*3 numbers/, new Float32Array(3));
    refuses(/query.*2052 numbers: 1 to 512/, new Float32Array(4 * 513));
    refuses(/query\[2\].*NaN is not finite/, Float32Array.of(1, 0, NaN, 0));
    refuses(/k.*not 0/, good, 0);
    refuses(/k.*not 1.5/, good, 1.5);
    refuses(/eligible.*3 entries.*2 passages/, good, 1, new Uint8Array(3));
  });
});

describe('createPassageVectors', () => {
  it('refuses shapes that do not fit each other', () => {
    const create = (tokenStarts: readonly number[], vectors: VectorValues) => () =>
      createPassageVectors(new Arena(memory), { dims: 4, tokenStarts: Uint32Array.from(tokenStarts), vectors });
    const values = new Float32Array(8);
    assert.throws(create([0, 1], { type: 'f32', values }), /vectors.*8 numbers, 4 are needed/);
    assert.throws(create([1, 2], { type: 'f32', values }), /begins at 1/);
    assert.throws(create([], { type: 'f32', values }), /begins at nothing/);
    assert.throws(create([0, 1, 1, 2], { type: 'f32', values }), /passage 1 has no tokens/);
    const bytes = new Int8Array(8);
    assert.throws(create([0, 2], { type: 'i8', values: bytes, scales: new Float32Array(1) }), /scales.*1 numbers, 2/);
  });
});
