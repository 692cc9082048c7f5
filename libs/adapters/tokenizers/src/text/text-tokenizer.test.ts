import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { assertRejected } from '@optical/testing/assert-rejected';
import { tinyTokenizer } from '../../test/tiny-tokenizer.ts';
import { loadTokenizer } from './load-tokenizer.ts';

const merges = [
  ['▁', 'a'],
  ['▁a', 'b'],
] as const;
const tokenizer = loadTokenizer(tinyTokenizer({ alphabet: '▁abcनमस्तेกำ😀é', merges }));
const idsOf = (tokens: readonly string[]): number[] => tokens.map((token) => tokenizer.tokenToId(token) ?? -1);

/** The characters that each token stands for, as a console would show them. */
async function slices(text: string): Promise<string[]> {
  const { spans } = await tokenizer.encode(text, { addSpecialTokens: false });
  return Array.from(spans.starts, (start, index) => text.slice(start, spans.ends[index]));
}

describe('TextTokenizer', () => {
  it('gives ids, tokens, words and the mask of special tokens', async () => {
    const { ids, tokens, wordIndices, specialMask, truncated } = await tokenizer.encode('ab ca');
    assert.deepEqual(tokens, ['[CLS]', '▁ab', '▁', 'c', 'a', '[SEP]']);
    assert.deepEqual([...ids], idsOf(tokens));
    assert.deepEqual([...wordIndices], [-1, 0, 1, 1, 1, -1]);
    assert.deepEqual([...specialMask], [1, 0, 0, 0, 0, 1]);
    assert.equal(truncated, false);
  });

  it('counts positions in UTF-16 code units, without the white space before a word', async () => {
    assert.deepEqual(await slices('ab 😀 ab'), ['ab', '', '😀', 'ab']);
    assert.deepEqual(await slices('😀😀ab'), ['', '😀', '😀', 'a', 'b']);
    assert.deepEqual((await slices('नमस्ते')).join('|'), '|न|म|स|्|त|े');
    assert.deepEqual((await slices('กำ')).join('|'), '|ก|ำ');
  });

  it('maps what normalisation changed back to the text that was given', async () => {
    const { tokens, spans } = await tokenizer.encode('e\u0301b', { addSpecialTokens: false });
    assert.deepEqual(tokens, ['▁', 'é', 'b']);
    // The library attributes a composed letter to the first of the characters it came from.
    assert.deepEqual([spans.starts[1], spans.starts[2], spans.ends[2]], [0, 2, 3]);
  });

  it('keeps every span inside the text and in order, whatever the text', async () => {
    const unit = fc.oneof(fc.constantFrom('a', 'b', ' ', 'न', '्', 'ำ', '😀', 'e\u0301', '\ud83d', '👩‍👩‍👧'), fc.string());
    await fc.assert(
      fc.asyncProperty(fc.array(unit, { maxLength: 20 }), async (units) => {
        const text = units.join('');
        const { spans, ids } = await tokenizer.encode(text, { addSpecialTokens: false });
        assert.equal(spans.starts.length, ids.length);
        for (const [index, start] of spans.starts.entries()) {
          assert.ok(start <= spans.ends[index]! && spans.ends[index]! <= text.length);
          if (index > 0) assert.ok(start >= spans.starts[index - 1]!);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('cuts from the end and keeps the special tokens there', async () => {
    for (const addSpecialTokens of [true, false]) {
      const whole = await tokenizer.encode('ab ca ab', { addSpecialTokens });
      for (let maxTokens = 2; maxTokens <= whole.ids.length + 1; maxTokens++) {
        const cut = await tokenizer.encode('ab ca ab', { addSpecialTokens, maxTokens });
        const after = addSpecialTokens ? 1 : 0;
        const expected =
          maxTokens >= whole.ids.length
            ? whole.tokens
            : [...whole.tokens.slice(0, maxTokens - after), ...(addSpecialTokens ? ['[SEP]'] : [])];
        assert.deepEqual(cut.tokens, expected);
        assert.deepEqual([...cut.ids], idsOf(expected));
        assert.equal(cut.truncated, maxTokens < whole.ids.length);
        const lists = [cut.spans.starts, cut.spans.ends, cut.wordIndices, cut.specialMask];
        assert.deepEqual(
          lists.map((list) => list.length),
          Array(4).fill(expected.length),
        );
        const [fast] = await tokenizer.encodeIds(['ab ca ab'], { addSpecialTokens, maxTokens });
        assert.deepEqual(fast, { ids: cut.ids, truncated: cut.truncated });
      }
    }
  });

  it('refuses a length without room for the special tokens', async () => {
    await assertRejected(() => tokenizer.encode('ab', { maxTokens: 1 }), 'invalid-argument', 'max_tokens', '1', '2');
    await assertRejected(() => tokenizer.encode('ab', { maxTokens: 0, addSpecialTokens: false }), 'invalid-argument');
  });

  it('gives a text in a batch what it gives the text alone, in order, over many chunks', async () => {
    const texts = Array.from({ length: 600 }, (_, index) => 'ab '.repeat(index % 7) + (index % 2 ? '😀' : ''));
    const batch = await tokenizer.encodeBatch(texts);
    assert.deepEqual(batch[601 % 7], await tokenizer.encode(texts[601 % 7]!));
    assert.deepEqual(batch[599], await tokenizer.encode(texts[599]!));
    const fast = await tokenizer.encodeIds(texts);
    assert.deepEqual(
      fast.map(({ ids }) => ids),
      batch.map(({ ids }) => ids),
    );
  });

  it('gives a long text in many turns what its words give alone, cut or not', async () => {
    const text = 'ab 😀 c '.repeat(3_000).trim();
    const { ids: word } = await tokenizer.encode('ab 😀 c', { addSpecialTokens: false });
    const expected = Array.from({ length: 3_000 }, () => [...word]).flat();
    let turns = 0;
    const counting = setInterval(() => turns++, 0);
    const whole = await tokenizer.encode(text, { addSpecialTokens: false });
    clearInterval(counting);
    assert.ok(turns > 1, String(turns));
    assert.deepEqual([...whole.ids], expected);
    assert.equal(whole.tokens.length, expected.length);
    const last = whole.ids.length - 1;
    assert.equal(text.slice(whole.spans.starts[last], whole.spans.ends[last]), 'c');
    assert.equal(whole.wordIndices[last], 8_999);
    const cut = await tokenizer.encode(text, { maxTokens: 8_192 });
    assert.deepEqual([...cut.ids], [2, ...expected.slice(0, 8_190), 3]);
    assert.deepEqual([cut.tokens.at(-1), cut.wordIndices.at(-1), cut.specialMask.at(-1)], ['[SEP]', -1, 1]);
    const [fast] = await tokenizer.encodeIds([text], { maxTokens: 8_192 });
    assert.deepEqual(fast!.ids, cut.ids);
  });

  it('stops between chunks when it is told to', async () => {
    const controller = new AbortController();
    const work = tokenizer.encodeIds(Array<string>(2_000).fill('ab'), { signal: controller.signal });
    controller.abort(new Error('enough'));
    await assert.rejects(work, /enough/);
  });

  it('turns ids back into text, with special tokens on request', async () => {
    const { ids } = await tokenizer.encode('ab ca');
    assert.deepEqual(await tokenizer.decode([ids, []]), ['ab ca', '']);
    assert.deepEqual(await tokenizer.decode([ids], true), ['[CLS] ab ca[SEP]']);
  });

  it('marks what it cannot spell', async () => {
    const { ids } = await tokenizer.encode('axq', { addSpecialTokens: false });
    assert.equal(tokenizer.unknownId, 1);
    assert.equal(ids.filter((id) => id === tokenizer.unknownId).length, 2);
  });
});

describe('loadTokenizer', () => {
  it('leaves truncation and padding of the file out', async () => {
    const more = {
      truncation: { direction: 'Right', max_length: 3, strategy: 'LongestFirst', stride: 0 },
      padding: {
        strategy: { Fixed: 9 },
        direction: 'Right',
        pad_to_multiple_of: null,
        pad_id: 0,
        pad_type_id: 0,
        pad_token: '[PAD]',
      },
    };
    const loaded = loadTokenizer(tinyTokenizer({ alphabet: '▁ab', more }));
    assert.equal((await loaded.encode('a b')).ids.length, 6);
  });

  it('says what the file holds', () => {
    assert.equal(tokenizer.model, 'bpe');
    assert.equal(tokenizer.size, 5 + 14 + 2);
    assert.deepEqual(tokenizer.specialTokens[4], { token: '[MASK]', id: 4 });
    assert.equal(tokenizer.addedTokenCount, 2);
    assert.equal(loadTokenizer(tinyTokenizer({ alphabet: 'ab', unknown: false })).unknownId, undefined);
  });

  it('refuses what is no tokenizer, naming the problem', async () => {
    const good = JSON.parse(tinyTokenizer({ alphabet: '▁ab' })) as { model: object };
    const bad: [unknown, string][] = [
      ['{', 'JSON'],
      ['[]', 'the file'],
      [{}, 'model'],
      [{ ...good, model: { ...good.model, type: 'Neural' } }, 'Neural'],
      [{ ...good, model: { ...good.model, vocab: {} }, added_tokens: [] }, 'empty'],
      [{ ...good, model: { ...good.model, merges: [['x', 'y']] } }, 'x'],
      [{ ...good, pre_tokenizer: { type: 'Split', pattern: { Regex: '(' }, behavior: 'Isolated', invert: false } }, ''],
      [{ ...good, model: { ...good.model, unk_token: '[NONE]' } }, '[NONE]'],
    ];
    for (const [value, part] of bad) {
      const json = typeof value === 'string' ? value : JSON.stringify(value);
      await assertRejected(async () => loadTokenizer(json).encode('x'), 'invalid-argument', 'tokenizer.json', part);
    }
    await assertRejected(() => loadTokenizer(new Uint8Array([0xff, 0xfe])), 'invalid-argument', 'tokenizer.json');
  });
});
