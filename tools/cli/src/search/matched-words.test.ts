import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Explanation } from '@optical/client';
import { decorate, matchedWords } from './matched-words.ts';

it('the words that query tokens match well are marked whole, special tokens and weak matches aside', () => {
  const passageText = 'The war ended in 1989.';
  const token = (text: string, start?: number) => ({
    token: text,
    span: start === undefined ? undefined : { start, end: start + 2 },
  });
  const match = (query: ReturnType<typeof token>, start: number, similarity: number) => ({
    queryIndex: 0,
    passageIndex: 0,
    query,
    passage: token('', start),
    similarity,
  });
  const alignments = [
    match(token('guerra', 0), 4, 0.8),
    match(token('termin', 7), 10, 0.7),
    match(token('##o', 9), 8, 0.6),
    match(token('in', 20), 14, 0.3),
    match(token('[CLS]'), 17, 0.9),
  ];
  const explanation = { passageText, alignments } as unknown as Explanation;
  const words = matchedWords(explanation);
  assert.equal(
    decorate(passageText, words, (word) => `<${word}>`),
    'The <war> <ended> in 1989.',
  );
});
