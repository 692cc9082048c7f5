import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { batchOrder } from './batch-order.ts';
import { exampleOrder } from './example-order.ts';

const source = fc.record({ count: fc.integer({ min: 1, max: 20 }), weight: fc.integer({ min: 1, max: 9 }) });

test('each source is gone through round by round, and has its share of every beginning of the stream', () => {
  fc.assert(
    fc.property(
      fc.array(source, { minLength: 1, maxLength: 4 }),
      fc.nat(),
      fc.integer({ min: 1, max: 200 }),
      (sources, seed, n) => {
        let first = 0;
        const ranges = sources.map(({ count, weight }) => {
          const range = { first, count, weight };
          first += count;
          return range;
        });
        const order = exampleOrder(ranges, seed);
        const drawn = Array.from({ length: n }, () => order.next().value);
        const total = sources.reduce((sum, { weight }) => sum + weight, 0);
        for (const range of ranges) {
          const own = drawn.filter((example) => example >= range.first && example < range.first + range.count);
          assert.ok(Math.abs(own.length - (n * range.weight) / total) <= ranges.length);
          for (let begin = 0; begin < own.length; begin += range.count) {
            const round = own.slice(begin, begin + range.count);
            assert.equal(new Set(round).size, round.length);
          }
        }
      },
    ),
  );
});

test('examples of one group do not meet in a batch while other groups can fill it, and none is lost', () => {
  const groupOf = (example: number): number => Math.floor(example / 3);
  const order = batchOrder(exampleOrder([{ first: 0, count: 30, weight: 1 }], 3), 5, groupOf);
  const seen = new Map<number, number>();
  for (let batch = 0; batch < 60; batch++) {
    const examples = Array.from(order.next().value);
    assert.equal(examples.length, 5);
    assert.equal(new Set(examples.map(groupOf)).size, 5);
    for (const example of examples) seen.set(example, (seen.get(example) ?? 0) + 1);
  }
  assert.equal(seen.size, 30);
  assert.ok(Math.max(...seen.values()) - Math.min(...seen.values()) <= 2);
});

test('a batch of one group is filled all the same', () => {
  const order = batchOrder(exampleOrder([{ first: 0, count: 4, weight: 1 }], 0), 3, () => 0);
  assert.equal(order.next().value.length, 3);
  assert.equal(order.next().value.length, 3);
});
