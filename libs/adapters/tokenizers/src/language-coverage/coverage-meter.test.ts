import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertRejected } from '@optical/testing/assert-rejected';
import { tinyTokenizer } from '../../test/tiny-tokenizer.ts';
import { loadTokenizer } from '../text/load-tokenizer.ts';
import { CoverageMeter } from './coverage-meter.ts';

const merges = [
  ['▁', 'a'],
  ['▁a', 'b'],
  ['▁', '是'],
] as const;
const tokenizer = loadTokenizer(tinyTokenizer({ alphabet: '▁abc,是谁กา', merges }));

describe('CoverageMeter', () => {
  it('measures what can be counted by hand', async () => {
    const meter = new CoverageMeter(tokenizer);
    // ▁ab | ▁a c | , | ▁ [UNK] | with the words ab, ac and q
    await meter.add('en', ['ab ac, q']);
    const [coverage] = meter.report();
    const { lowResource, lowResourceRule, ...figures } = coverage!;
    assert.deepEqual(figures, {
      language: 'en',
      texts: 1,
      words: 3,
      characters: 6,
      tokens: 6,
      // ▁ab, ▁a, c and the unknown one; the mark alone and the comma belong to no word.
      tokensPerWord: 4 / 3,
      tokensPerCharacter: 1,
      unknownRate: 1 / 6,
      wholeWordRate: 2 / 3,
      distinctTokens: 6,
    });
    assert.equal(lowResource, true);
    assert.match(lowResourceRule, /1 % .* 2 tokens .* 98 %/);
  });

  it('counts a token that spans two words once, and neither as a whole word', async () => {
    const joined = [
      ['ก', 'า'],
      ['กา', 'กา'],
    ] as const;
    const meter = new CoverageMeter(loadTokenizer(tinyTokenizer({ alphabet: '▁กา', merges: joined })));
    await meter.add('th', ['กา กากา']);
    const [{ words, tokens, tokensPerWord } = assert.fail()] = meter.report();
    assert.equal(tokens, 4);
    assert.ok(words >= 2);
    assert.equal(tokensPerWord, 2 / words);
  });

  it('measures texts without words as 0', async () => {
    const meter = new CoverageMeter(tokenizer);
    await meter.add('zh', ['', '  ']);
    const [coverage] = meter.report();
    assert.equal(coverage!.tokensPerWord, 0);
    assert.equal(coverage!.tokensPerCharacter, 0);
    assert.equal(coverage!.lowResource, false);
  });

  it('holds texts against reference texts of the same language, which come first', async () => {
    const meter = new CoverageMeter(tokenizer);
    await meter.addReference('zh', ['是']);
    await meter.addReference('en', ['谁']);
    await meter.add('zh', ['是谁']);
    const [coverage, ...others] = meter.report();
    assert.equal(coverage!.referenceCoverage, 0.5);
    assert.equal(coverage!.lowResource, true);
    assert.equal(others.length, 0);
    await assertRejected(() => meter.addReference('zh', ['谁']), 'failed-precondition', 'zh');
  });
});
