import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { prepareAhead } from './ahead.ts';

/** Batches of one example each, numbered from 0. */
function* numbered(): Generator<Int32Array, never, undefined> {
  for (let number = 0; ; number++) yield Int32Array.of(number);
}

/** Consumes batches. @returns what was asked of the teacher, and how much of it before each batch was there */
async function consume(count: number) {
  const taught: number[][] = [];
  const taughtBefore: number[] = [];
  const prepared: number[] = [];
  const batches = prepareAhead({
    batches: numbered(),
    count,
    teach: async (examples) => {
      taught.push([...examples]);
      await Promise.resolve();
      return new Set(examples);
    },
    prepare: (batch, known: ReadonlySet<number>) => {
      assert.ok(known.has(batch[0]!));
      prepared.push(batch[0]!);
      return { feeds: {}, examples: 1, tokens: 1 };
    },
  });
  for await (const { teacherSeconds } of batches) {
    assert.ok(teacherSeconds >= 0);
    taughtBefore.push(taught.flat().length);
  }
  return { taught, taughtBefore, prepared };
}

const upTo = (count: number) => Array.from({ length: count }, (_, number) => number);

describe('batches that are prepared ahead', () => {
  it('come in order, and nothing is taught that no step needs', async () => {
    for (const count of [0, 1, 7, 8, 9, 64, 65, 100]) {
      const { taught, prepared } = await consume(count);
      assert.deepEqual(prepared, upTo(count));
      assert.deepEqual(taught.flat(), upTo(count));
    }
  });

  it('are all taught before the first step of a short training, and a group ahead in a long one', async () => {
    assert.deepEqual(new Set((await consume(40)).taughtBefore), new Set([40]));
    const { taughtBefore } = await consume(100);
    assert.deepEqual([taughtBefore[0], taughtBefore[55], taughtBefore[56], taughtBefore[64]], [64, 64, 72, 80]);
  });
});
