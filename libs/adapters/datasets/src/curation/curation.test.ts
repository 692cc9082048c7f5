import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Deduplicator, LeakGuard, mixture, partOf, refuseOverlap, temperatureWeights } from '../index.ts';
import type { SentencePair } from '../index.ts';

const pairs: SentencePair[] = Array.from({ length: 500 }, (_, index) => ({
  id: String(index),
  english: `sentence ${index}`,
  foreign: `Satz ${index}`,
}));

describe('Deduplicator', () => {
  it('keeps the first of pairs that are equal in normal form, and drops held-out sides', () => {
    const deduplicator = new Deduplicator(['Held out!']);
    const kept = [
      { english: 'One  two', foreign: 'ein' },
      { english: 'one two ', foreign: 'EIN' },
      { english: 'one two', foreign: 'zwei' },
      { english: 'x', foreign: 'held OUT!' },
    ].filter((pair) => deduplicator.accepts(pair));
    assert.deepEqual(
      kept.map(({ foreign }) => foreign),
      ['ein', 'zwei'],
    );
    assert.deepEqual(deduplicator.report, { kept: 2, duplicates: 1, heldOut: 1 });
  });
});

describe('partOf', () => {
  it('depends on the text and the seed alone, and has the shares asked for', () => {
    const shares = { train: 0.8, validation: 0.2 };
    const train = pairs.filter(({ english }) => partOf(english, shares, 1) === 'train');
    // Three standard deviations of a binomial with n = 500, p = 0.8 are 27.
    assert.ok(Math.abs(train.length - 400) < 27, String(train.length));
    const again = pairs.toReversed().filter(({ english }) => partOf(english, shares, 1) === 'train');
    assert.deepEqual(again.toReversed(), train);
    assert.notDeepEqual(
      pairs.filter(({ english }) => partOf(english, shares, 2) === 'train'),
      train,
    );
    assert.throws(() => partOf('x', { a: 0.5, b: 0.4 }, 1), { kind: 'invalid-argument', message: /sum 1/ });
  });
});

describe('mixture', () => {
  it('gives every source its share at every point, and all of its items in each round', () => {
    const sources = [
      { name: 'a', items: [1, 2, 3], weight: 3 },
      { name: 'b', items: [10], weight: 1 },
    ];
    const drawn: { source: string; item: number }[] = [];
    for (const next of mixture(sources, 1)) {
      drawn.push(next);
      const share = drawn.filter(({ source }) => source === 'a').length / drawn.length;
      assert.ok(Math.abs(share - 0.75) * drawn.length <= 2);
      if (drawn.length === 40) break;
    }
    const ofA = drawn.filter(({ source }) => source === 'a').map(({ item }) => item);
    assert.equal(ofA.length, 30);
    for (let at = 0; at < 30; at += 3) assert.deepEqual(ofA.slice(at, at + 3).sort(), [1, 2, 3]);
    assert.throws(() => mixture([{ name: 'c', items: [], weight: 1 }], 1).next(), { message: /c has 0 items/ });
  });

  it('weighs by size to the power of the inverse temperature', () => {
    assert.deepEqual(temperatureWeights([1, 3], 1), [0.25, 0.75]);
    assert.deepEqual(temperatureWeights([1, 9], 2), [0.25, 0.75]);
  });
});

describe('LeakGuard', () => {
  const guard = new LeakGuard([
    { name: 'xquad.en question q1', text: 'How many points did they give up?' },
    { name: 'xquad.en question q2', text: 'Who?' },
  ]);

  it('finds equal and containing texts in normal form, and short ones only as a whole', () => {
    assert.equal(guard.find('how many POINTS did  they give up?'), 'xquad.en question q1');
    assert.equal(guard.find('Asked: how many points did they give up? 308.'), 'xquad.en question q1');
    assert.equal(guard.find('who?'), 'xquad.en question q2');
    assert.equal(guard.find('Guess who?'), undefined);
    assert.equal(guard.find('How many points did they'), undefined);
  });

  it('names both texts when it refuses', () => {
    assert.throws(
      () => {
        guard.refuse('mkqa.hi pair 7', 'fine', 'Who?');
      },
      {
        kind: 'failed-precondition',
        message: 'mkqa.hi pair 7 equals or contains the held-out xquad.en question q2',
      },
    );
  });

  it('finds every held-out text that is put into another one', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é'), maxLength: 30 });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), text, text, fc.nat(), (heldOut, before, after, index) => {
        const held = heldOut[index % heldOut.length]!.trim();
        fc.pre(held.replace(/\s+/g, ' ').length >= 8);
        const found = new LeakGuard(heldOut.map((each) => ({ name: 'h', text: each }))).find(before + held + after);
        assert.equal(found, 'h');
      }),
    );
  });
});

describe('refuseOverlap', () => {
  it('names the paragraph and the question', () => {
    const paragraph = { id: '0.1', title: 'T', text: 't', questions: [{ id: 'q', text: 'x', answers: [] }] };
    refuseOverlap([paragraph], new Set(['other']));
    assert.throws(() => {
      refuseOverlap([paragraph], new Set(['q']));
    }, /paragraph 0\.1 of "T" is XQuAD's \(question q\)/);
  });
});
