import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { paddedLength } from './padded-length.ts';
import { TokenQueue } from './token-queue.ts';

describe('the queue of tokens', () => {
  it('takes the oldest entry and later ones of its length, within the budget, like a list that is searched', () => {
    const step = fc.oneof(
      fc.record({ add: fc.constantFrom(4, 8, 12) }),
      fc.record({ take: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ remove: fc.nat({ max: 30 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const queue = new TokenQueue<{ length: number; id: number }>();
        let naive: { length: number; id: number }[] = [];
        const made: { length: number; id: number }[] = [];
        for (const action of steps) {
          if ('add' in action) {
            const entry = { length: action.add, id: made.length };
            made.push(entry);
            naive.push(entry);
            queue.add(entry);
          } else if ('take' in action) {
            const length = naive[0]?.length;
            const count = Math.max(1, Math.floor(action.take / (length ?? 1)));
            const expected = naive.filter((entry) => entry.length === length).slice(0, count);
            assert.equal(queue.oldest(), naive[0]);
            assert.deepEqual(queue.take(action.take), expected);
            naive = naive.filter((entry) => !expected.includes(entry));
          } else if (made[action.remove] !== undefined) {
            const entry = made[action.remove]!;
            assert.equal(queue.remove(entry), naive.includes(entry));
            naive = naive.filter((other) => other !== entry);
          }
          assert.equal(
            queue.tokens,
            naive.reduce((sum, { length }) => sum + length, 0),
          );
        }
      }),
    );
  });
});

describe('the padded length', () => {
  it('is a multiple of 4 up to 64 and of 16 above, and never beyond the model', () => {
    const lengths = [1, 4, 5, 63, 64, 65, 80, 500, 509].map((tokens) => paddedLength(tokens, 510));
    assert.deepEqual(lengths, [4, 4, 8, 64, 64, 80, 80, 510, 510]);
    assert.equal(paddedLength(3, 3), 3);
  });
});
