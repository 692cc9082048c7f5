import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fixture } from '../../test/support/fixtures.ts';
import { tokenizeWord } from '../../test/support/naive-tokenizers.ts';
import { assertRejected } from '@optical/testing/assert-rejected';
import { parseTokenizerJson, tokenIds } from '../tokenizer-file/tokenizer-json.ts';
import { trimTokenizer } from './trim-tokenizer.ts';

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const parse = (json: Uint8Array) => parseTokenizerJson(json, 'tokenizer.json');
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'e'), minLength: 1, maxLength: 8 });
const piece = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 1, maxLength: 4 });

const wordPiece = fc
  .uniqueArray(
    fc.tuple(fc.constantFrom('', '##'), piece).map((parts) => parts.join('')),
    { maxLength: 30 },
  )
  .map((pieces) => ['[UNK]', ...pieces])
  .map((tokens) => ({
    type: 'WordPiece',
    unk_token: '[UNK]',
    vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
  }));

/** Merges in the order of training: each joins two tokens that are there already. */
const bpe = fc.array(fc.tuple(fc.nat(1000), fc.nat(1000)), { maxLength: 25 }).map((choices) => {
  const tokens = ['<unk>', 'a', 'b', 'c', 'd'];
  const merges: [string, string][] = [];
  for (const [left, right] of choices) {
    const pair = [left, right].map((choice) => tokens[1 + (choice % (tokens.length - 1))]!) as [string, string];
    if (merges.some((merge) => String(merge) === String(pair))) continue;
    merges.push(pair);
    if (!tokens.includes(pair.join(''))) tokens.push(pair.join(''));
  }
  return { type: 'BPE', unk_token: '<unk>', vocab: Object.fromEntries(tokens.map((token, id) => [token, id])), merges };
});

const unigram = fc
  .uniqueArray(fc.tuple(piece, fc.double({ min: -20, max: -0.01, noNaN: true })), {
    maxLength: 30,
    selector: ([text]) => text,
  })
  .map((pieces) => ({ type: 'Unigram', unk_id: 0, vocab: [['<unk>', 0], ...pieces] }));

/** Words of the text whose tokens are in the model, and ids of a few more tokens. */
function checkProperty(model: fc.Arbitrary<object>, includeUnknown: boolean): void {
  const property = fc.property(model, fc.array(word, { maxLength: 6 }), fc.array(fc.nat(5)), (model, words, more) => {
    const json = encode({ model, added_tokens: [] });
    const original = parse(json);
    const cut = words.map((text) => ({ text, ids: tokenizeWord(original.model, text) }));
    const covered = includeUnknown ? cut : cut.filter(({ ids }) => !ids.includes(0));
    const size = tokenIds(original).size;
    const trimmed = trimTokenizer(json, [...covered.flatMap(({ ids }) => ids), ...more.filter((id) => id < size)]);
    const after = parse(trimmed.json);
    assert.equal(tokenIds(after).size, trimmed.oldIds.length);
    for (const { text, ids } of covered) {
      assert.deepEqual(
        tokenizeWord(after.model, text),
        ids.map((id) => trimmed.newIds[id]),
      );
    }
  });
  fc.assert(property, { numRuns: 500 });
}

describe('trimming a tokenizer', () => {
  it('leaves WordPiece tokens of covered words without unknown tokens as they were', () => {
    checkProperty(wordPiece, false);
  });

  it('leaves BPE tokens of covered words as they were', () => {
    checkProperty(bpe, true);
  });

  it('leaves Unigram tokens of covered words as they were', () => {
    checkProperty(unigram, true);
  });

  it('renumbers added tokens, padding and every kind of post-processor', () => {
    const tokenizer = {
      version: '1.0',
      truncation: { max_length: 9 },
      padding: { strategy: 'BatchLongest', pad_id: 5, pad_token: '[PAD]' },
      added_tokens: [
        { id: 3, content: '[CLS]', special: true },
        { id: 4, content: '[SEP]', special: true },
        { id: 5, content: '[PAD]', special: true },
      ],
      post_processor: {
        type: 'Sequence',
        processors: [
          { type: 'ByteLevel', trim_offsets: true },
          { type: 'RobertaProcessing', sep: ['[SEP]', 4], cls: ['[CLS]', 3], add_prefix_space: true },
          {
            type: 'TemplateProcessing',
            single: [],
            special_tokens: { '[CLS]': { id: '[CLS]', ids: [3], tokens: ['[CLS]'] } },
          },
        ],
      },
      model: {
        type: 'WordPiece',
        unk_token: 'u',
        continuing_subword_prefix: '##',
        vocab: { a: 0, u: 1, b: 2, '[CLS]': 3, '[SEP]': 4, '[PAD]': 5, c: 6 },
      },
    };
    const trimmed = trimTokenizer(encode(tokenizer), [2]);
    assert.deepEqual(trimmed.oldIds, Int32Array.of(1, 2, 3, 4, 5));
    assert.deepEqual(trimmed.newIds, Int32Array.of(-1, 0, 1, 2, 3, 4));
    assert.deepEqual(JSON.parse(new TextDecoder().decode(trimmed.json)), {
      ...tokenizer,
      padding: { strategy: 'BatchLongest', pad_id: 4, pad_token: '[PAD]' },
      added_tokens: tokenizer.added_tokens.map((token) => ({ ...token, id: token.id - 1 })),
      post_processor: {
        type: 'Sequence',
        processors: [
          { type: 'ByteLevel', trim_offsets: true },
          { type: 'RobertaProcessing', sep: ['[SEP]', 3], cls: ['[CLS]', 2], add_prefix_space: true },
          {
            type: 'TemplateProcessing',
            single: [],
            special_tokens: { '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] } },
          },
        ],
      },
      model: { ...tokenizer.model, vocab: { u: 0, b: 1, '[CLS]': 2, '[SEP]': 3, '[PAD]': 4 } },
    });
  });

  it('keeps the parts of BPE tokens, and only merges whose parts and result survive', () => {
    const vocab = { u: 0, a: 1, b: 2, c: 3, ab: 4, abc: 5, bc: 6, ca: 7 };
    const merges = ['a b', 'ab c', 'b c', 'c a', 'a bc'];
    const { json, oldIds } = trimTokenizer(encode({ model: { type: 'BPE', unk_token: 'u', vocab, merges } }), [5]);
    assert.deepEqual(oldIds, Int32Array.of(0, 1, 2, 3, 4, 5, 6));
    const { model } = parse(json);
    assert.deepEqual(model.type === 'BPE' && model.merges, ['a b', 'ab c', 'b c', 'a bc']);
  });

  it('keeps the byte alphabet and the byte pieces', () => {
    const byteLevel = { pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'ByteLevel' }] } };
    const model = {
      type: 'BPE',
      vocab: { x: 0, Ġ: 1, Ġx: 2, xx: 3 },
      merges: [
        ['Ġ', 'x'],
        ['x', 'x'],
      ],
    };
    assert.deepEqual(trimTokenizer(encode({ ...byteLevel, model }), [2]).oldIds, Int32Array.of(0, 1, 2));
    const fallback = {
      type: 'Unigram',
      unk_id: 0,
      byte_fallback: true,
      vocab: [
        ['<unk>', 0],
        ['<0x0A>', -1],
        ['low', -9],
        ['a', -2],
        ['b', -3],
      ],
    };
    assert.deepEqual(trimTokenizer(encode({ model: fallback }), [4]).oldIds, Int32Array.of(0, 1, 2, 4));
  });

  it('trims the tokenizers of the fixtures, special tokens kept', () => {
    for (const name of ['tiny-bert', 'tiny-xlm-roberta']) {
      const json = readFileSync(fixture(name, 'tokenizer.json'));
      const { added_tokens } = parse(json);
      const trimmed = parse(trimTokenizer(json, [40, 50]).json);
      const contents = (tokens: { content: string }[]) => tokens.map(({ content }) => content);
      assert.deepEqual(contents(trimmed.added_tokens), contents(added_tokens));
      assert.ok(tokenIds(trimmed).size <= added_tokens.length + 3);
    }
  });

  it('refuses ids that no token has and tokenizers that contradict themselves', async () => {
    const model = { type: 'WordPiece', unk_token: 'u', vocab: { u: 0, a: 1 } };
    await assertRejected(
      () => trimTokenizer(encode({ model }), [2]),
      'out-of-range',
      'token id 2',
      '2 of the tokenizer',
    );
    const added = { model, added_tokens: [{ id: 7, content: 'a' }] };
    await assertRejected(
      () => trimTokenizer(encode(added), [], 'x.json'),
      'data-loss',
      'x.json',
      '"a" has id 7',
      'gives it 1',
    );
    const padding = { model, padding: { pad_id: 1 } };
    await assertRejected(
      () => trimTokenizer(encode(padding), [], 'x.json'),
      'data-loss',
      'x.json',
      'id 1',
      'no added token',
    );
    const wordLevel = { model: { type: 'WordLevel', vocab: {} } };
    await assertRejected(() => trimTokenizer(encode(wordLevel), [], 'x.json'), 'data-loss', 'x.json', 'model');
  });
});
