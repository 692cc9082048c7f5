import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Arena, createKernelMemory, loadKernels } from '../src/index.ts';
import { blockLanes, blocksOf } from '../src/kernels/kernel-functions.ts';
import { randomVectors } from './random-vectors.ts';
import { naiveMaxSim } from './reference.ts';

const memory = createKernelMemory(2 ** 26);
const kernels = loadKernels(memory);
const shapes = { query: fc.integer({ min: 1, max: 40 }), rows: fc.integer({ min: 1, max: 9 }) };
const dimsOf = fc.constantFrom(4, 12, 32, 100);

const place = (arena: Arena, values: Float32Array) => {
  const stretch = arena.floats(values.length);
  stretch.values.set(values);
  return stretch.pointer;
};

describe('kernels', () => {
  it('leave a memory as it is when another thread loads them on it', () => {
    const used = createKernelMemory(2 ** 16);
    loadKernels(used);
    const bytes = new Uint8Array(used.buffer).fill(7);
    loadKernels(used);
    assert.ok(bytes.every((byte) => byte === 7));
  });

  it('score MaxSim as the float64 definition does, whatever the shapes', () => {
    const property = fc.property(shapes.query, shapes.rows, dimsOf, fc.nat(1e6), (queries, rows, dims, seed) => {
      const arena = new Arena(memory);
      const query = randomVectors(queries, dims, seed);
      const passage = randomVectors(rows, dims, seed + 1);
      const blocks = blocksOf(queries);
      const packed = arena.floats(blocks * blockLanes * dims).pointer;
      kernels.pack(place(arena, query), queries, dims, packed);
      const scratch = arena.floats(rows * blocks * blockLanes).pointer;
      const score = kernels.maxSim(place(arena, passage), rows, dims, packed, blocks, scratch);
      assert.ok(Math.abs(score - naiveMaxSim(query, passage, dims)) < 1e-5 * queries);
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('find the nearest column of every row, never one that only fills a block up', () => {
    const property = fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 150 }), fc.nat(1e6), run);
    function run(columns: number, rows: number, seed: number) {
      const dims = 8;
      const arena = new Arena(memory);
      const centroids = randomVectors(columns, dims, seed).map((value) => -Math.abs(value));
      const vectors = randomVectors(rows, dims, seed + 1).map(Math.abs);
      const packed = arena.floats(blocksOf(columns) * blockLanes * dims).pointer;
      kernels.pack(place(arena, centroids), columns, dims, packed);
      const best = arena.floats(rows);
      const index = arena.words(rows);
      const scratch = arena.floats(2 * blockLanes).pointer;
      kernels.nearest(place(arena, vectors), rows, dims, packed, columns, scratch, best.pointer, index.pointer);
      for (let row = 0; row < rows; row++) {
        const vector = vectors.subarray(row * dims, (row + 1) * dims);
        const products = Array.from({ length: columns }, (_, column) =>
          naiveMaxSim(vector, centroids.subarray(column * dims, (column + 1) * dims), dims),
        );
        assert.ok(index.values[row]! < columns);
        assert.ok(Math.abs(best.values[row]! - Math.max(...products)) < 1e-5);
        assert.ok(Math.max(...products) - products[index.values[row]!]! < 1e-5);
      }
    }
    fc.assert(property, { numRuns: 100 });
  });

  it('widen binary16 numbers exactly, subnormal ones and signed zeros too', () => {
    const arena = new Arena(memory);
    const halves = arena.shorts(7);
    halves.values.set([0x0000, 0x8000, 0x0001, 0x3c00, 0xc000, 0x7bff, 0x3555]);
    const floats = arena.floats(7);
    kernels.widenHalf(halves.pointer, 7, floats.pointer);
    assert.deepEqual([...floats.values], [0, -0, 2 ** -24, 1, -2, 65504, 0.333251953125]);
  });

  it('score binary16 vectors as the numbers that they stand for', () => {
    const arena = new Arena(memory);
    // 1, -2, 0.5 and 0.333251953125, and their order reversed.
    const halves = arena.shorts(8);
    halves.values.set([0x3c00, 0xc000, 0x3800, 0x3555, 0x3555, 0x3800, 0xc000, 0x3c00]);
    const query = Float32Array.of(0.25, -1, 3, 2);
    const packed = arena.floats(blockLanes * 4).pointer;
    kernels.pack(place(arena, query), 1, 4, packed);
    const scratch = arena.floats(2 * (4 + blockLanes)).pointer;
    const passage = Float32Array.of(1, -2, 0.5, 0.333251953125, 0.333251953125, 0.5, -2, 1);
    const score = kernels.halfMaxSim(halves.pointer, 2, 4, packed, 1, scratch);
    assert.equal(score, Math.fround(naiveMaxSim(query, passage, 4)));
  });

  it('keep the best items in order of score, of equal ones the lower', () => {
    const scoresOf = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 60 });
    const property = fc.property(scoresOf, fc.integer({ min: 1, max: 70 }), (given, wanted) => {
      const arena = new Arena(memory);
      const items = arena.words(given.length);
      items.values.set(given.keys().toArray());
      const capacity = Math.min(wanted, given.length);
      const heap = arena.words(capacity);
      const scores = place(arena, Float32Array.from(given));
      assert.equal(kernels.selectTop(items.pointer, given.length, scores, heap.pointer, capacity), capacity);
      const order = given
        .keys()
        .toArray()
        .sort((a, b) => given[b]! - given[a]! || a - b);
      assert.deepEqual([...heap.values].sort(), order.slice(0, capacity).sort());
    });
    fc.assert(property, { numRuns: 200 });
  });
});

describe('Arena', () => {
  it('refuses what does not fit and names both sizes', () => {
    const small = new Arena(createKernelMemory(2 ** 16), 0, 1000);
    assert.throws(() => small.allocate(2000), /2000 bytes do not fit.*1000 bytes left/);
    assert.throws(() => new Arena(createKernelMemory(2 ** 17)).allocate(2 ** 18), /do not fit/);
  });
});
