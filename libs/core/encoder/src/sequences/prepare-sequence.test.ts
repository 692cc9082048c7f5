import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { preparePassage, prepareQuery } from '../index.ts';
import type { SequenceLayout, TokenSequence } from '../index.ts';

const layout: SequenceLayout = {
  startTokenId: 101,
  endTokenId: 102,
  maskTokenId: 103,
  queryMarkerId: 1,
  passageMarkerId: 2,
  queryLength: 8,
  passageLength: 6,
  queryAugmentation: true,
  attendToMaskTokens: false,
  skippedTokenIds: new Set([12]),
};

const layouts = fc.record({
  startTokenId: fc.constant(101),
  endTokenId: fc.constant(102),
  maskTokenId: fc.constant(103),
  queryMarkerId: fc.constant(1),
  passageMarkerId: fc.constant(2),
  queryLength: fc.integer({ min: 4, max: 12 }),
  passageLength: fc.integer({ min: 4, max: 12 }),
  queryAugmentation: fc.boolean(),
  attendToMaskTokens: fc.boolean(),
  skippedTokenIds: fc.constant(new Set([12])),
});
const texts = fc.array(fc.integer({ min: 10, max: 20 }), { maxLength: 20 });

describe('a query', () => {
  it('is marked, enclosed and filled up with [MASK] tokens that get vectors but are not attended to', () => {
    assert.deepEqual(prepareQuery([11, 12], layout), {
      ids: [101, 1, 11, 12, 102, 103, 103, 103],
      attentionMask: [1, 1, 1, 1, 1, 0, 0, 0],
      scoringMask: [1, 1, 1, 1, 1, 1, 1, 1],
      contentMask: [0, 0, 1, 1, 0, 0, 0, 0],
      truncated: false,
    });
  });

  it('lets other positions attend to [MASK] tokens when it is configured so', () => {
    const { attentionMask } = prepareQuery([11], { ...layout, attendToMaskTokens: true });
    assert.deepEqual(attentionMask, [1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('has the length of its text without augmentation and no marker where there is none', () => {
    const { queryMarkerId, ...unmarked } = layout;
    const { ids } = prepareQuery([11], { ...unmarked, queryAugmentation: false });
    assert.deepEqual(ids, [101, 11, 102]);
    assert.ok(!ids.includes(queryMarkerId!));
  });

  it('keeps its end token when it is cut off', () => {
    const { ids, truncated } = prepareQuery([10, 11, 12, 13, 14, 15], layout);
    assert.deepEqual(ids, [101, 1, 10, 11, 12, 13, 14, 102]);
    assert.ok(truncated);
  });
});

describe('a passage', () => {
  it('is marked and enclosed, and its skipped tokens are attended to but not scored', () => {
    assert.deepEqual(preparePassage([11, 12], layout), {
      ids: [101, 2, 11, 12, 102],
      attentionMask: [1, 1, 1, 1, 1],
      scoringMask: [1, 1, 1, 0, 1],
      contentMask: [0, 0, 1, 1, 0],
      truncated: false,
    });
  });
});

describe('a sequence', () => {
  const both: [
    string,
    (ids: readonly number[], layout: SequenceLayout) => TokenSequence,
    'queryLength' | 'passageLength',
  ][] = [
    ['query', prepareQuery, 'queryLength'],
    ['passage', preparePassage, 'passageLength'],
  ];
  for (const [name, prepare, length] of both) {
    it(`of a ${name} stays within its length, and its content is the start of the text`, () => {
      fc.assert(
        fc.property(texts, layouts, (text, someLayout) => {
          const { ids, attentionMask, scoringMask, contentMask, truncated } = prepare(text, someLayout);
          const content = ids.filter((_, place) => contentMask[place] === 1);
          assert.ok(ids.length <= someLayout[length]);
          assert.deepEqual(content, text.slice(0, content.length));
          assert.equal(truncated, content.length < text.length);
          for (const mask of [attentionMask, scoringMask, contentMask]) assert.equal(mask.length, ids.length);
        }),
      );
    });

    it(`of a ${name} needs room for a token of the text`, () => {
      assert.throws(() => prepare([11], { ...layout, [length]: 3 }), /length 3 leaves no room beside 3 special tokens/);
    });
  }
});
