import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { equalForms, tokenForms } from './token-forms.ts';
import { parseTokenizerJson } from './tokenizer-json.ts';

const parse = (value: unknown) => parseTokenizerJson(new TextEncoder().encode(JSON.stringify(value)), 'tokenizer.json');

const wordPiece = parse({
  added_tokens: [{ id: 0, content: '[UNK]' }],
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    vocab: { '[UNK]': 0, the: 1, '##ing': 2, año: 3, 7: 4 },
  },
});
const metaspace = parse({
  pre_tokenizer: { type: 'Metaspace', replacement: '▁' },
  model: {
    type: 'Unigram',
    unk_id: 0,
    vocab: [
      ['<unk>', 0],
      ['▁The', -1],
      ['ing', -2],
      ['▁', -3],
      ['▁año', -4],
      ['the', -5],
    ],
  },
});
const byteLevel = parse({
  pre_tokenizer: { type: 'ByteLevel' },
  model: { type: 'BPE', vocab: { Ġthe: 0, ing: 1, Ġa: 2, 'ĠaÃ±o': 3, Ã: 4 }, merges: [] },
});

describe('surface forms of tokens', () => {
  it('compare across the ways of marking words', () => {
    assert.deepEqual(
      [...tokenForms(wordPiece)],
      [
        [4, ' 7'],
        [1, ' the'],
        [2, 'ing'],
        [3, ' año'],
      ],
    );
    assert.deepEqual(
      [...tokenForms(metaspace)],
      [
        [0, '<unk>'],
        [1, ' the'],
        [2, 'ing'],
        [4, ' año'],
        [5, 'the'],
      ],
    );
    assert.deepEqual(
      [...tokenForms(byteLevel)],
      [
        [0, ' the'],
        [1, 'ing'],
        [2, ' a'],
        [3, ' año'],
      ],
    );
  });

  it('find the English token that looks the same, word beginnings apart from continuations', () => {
    assert.deepEqual(equalForms(wordPiece, metaspace, 6), Int32Array.of(-1, 1, 2, -1, 3, -1));
    assert.deepEqual(equalForms(wordPiece, byteLevel, 5), Int32Array.of(1, 2, -1, 3, -1));
  });
});
