import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { assertRejected } from '@optical/testing/assert-rejected';
import { temporaryFolder } from '@optical/testing';
import { loadTokenizer } from '../text/load-tokenizer.ts';
import { sampledCopies } from './sampled-copies.ts';
import { trainVocabulary } from './train-vocabulary.ts';
import type { VocabularySpec } from './vocabulary-spec.ts';

const english = ['Who was the queen of Jhansi in 1857?', 'Where does the river flow, and why?'];
const hindi = ['झाँसी की रानी कौन थी?', 'नदी कहाँ बहती है और क्यों?'];
const thai = ['แม่น้ำไหลไปที่ไหนและทำไม', 'ใครเป็นราชินีของอังกฤษ'];
const chinese = ['河流流向哪里为什么', '谁是英国的女王', '是什么时候😀'];
const corpus = [
  { language: 'en', texts: english },
  { language: 'hi', texts: hindi },
  { language: 'th', texts: thai },
  { language: 'zh', texts: chinese },
];

async function train(spec: VocabularySpec, texts = corpus): Promise<string> {
  using folder = temporaryFolder();
  return (await trainVocabulary(texts, spec, { folder: folder.path })).json;
}

describe('trainVocabulary', () => {
  it('spells every character of the corpus and gives back the text it was given', async () => {
    for (const model of ['bpe', 'unigram'] as const) {
      const tokenizer = loadTokenizer(await train({ model }));
      const texts = corpus.flatMap((batch) => batch.texts);
      const encoded = await tokenizer.encodeIds(texts);
      for (const { ids } of encoded) assert.ok(!ids.includes(tokenizer.unknownId!), model);
      // Thai SARA AM is two characters in NFKC, as in every SentencePiece vocabulary.
      const expected = texts.map((text) => text.normalize('NFKC'));
      assert.deepEqual(await tokenizer.decode(encoded.map(({ ids }) => ids)), expected, model);
    }
  });

  it('puts special tokens first, and around every text', async () => {
    const tokenizer = loadTokenizer(await train({ specialTokens: ['<s>', '<pad>', '</s>', '<unk>'] }));
    assert.deepEqual(
      tokenizer.specialTokens.map(({ token, id }) => [token, id]),
      [
        ['<s>', 0],
        ['<pad>', 1],
        ['</s>', 2],
        ['<unk>', 3],
      ],
    );
    const { tokens, ids } = await tokenizer.encode('☂');
    assert.deepEqual([tokens.at(0), tokens.at(-1)], ['<s>', '</s>']);
    assert.ok(ids.includes(3));
  });

  it('gives the same bytes for the same texts and seed, whatever the order of languages', async () => {
    const spec = { samplingExponent: 0.3, seed: 7 };
    const first = await train(spec);
    assert.equal(await train(spec, [...corpus].reverse()), first);
    assert.notEqual(await train({ samplingExponent: 0.3, seed: 8 }), first);
  });

  it('is a part of the larger vocabulary when it is asked for less', async () => {
    const texts = Array.from({ length: 300 }, (_, index) => (index * index * 7919).toString(36).replaceAll(/\d/g, ''));
    const larger = [...corpus, { language: 'und', texts }];
    const large = loadTokenizer(await train({}, larger));
    const small = loadTokenizer(await train({ size: 256 }, larger));
    assert.ok(large.size > 256);
    assert.equal(small.size, 256);
    for (let id = 0; id < 256; id++) assert.equal(small.idToToken(id), large.idToToken(id));
  });

  it('leaves the rarest characters out when they would take more than half of the size', async () => {
    const rare = Array.from({ length: 300 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('');
    const tokenizer = loadTokenizer(
      await train({ size: 256 }, [...corpus, ...corpus, { language: 'zh', texts: [rare] }]),
    );
    const { ids: common } = await tokenizer.encode('什么时候 the', { addSpecialTokens: false });
    assert.ok(!common.includes(tokenizer.unknownId!));
    const { ids } = await tokenizer.encode(rare, { addSpecialTokens: false });
    assert.ok(ids.includes(tokenizer.unknownId!));
  });

  it('never joins words, numbers, signs and scripts', async () => {
    const texts = Array<string>(50).fill('iPhone15 costs $99, ไทยThai 中文English');
    const tokenizer = loadTokenizer(await train({}, [{ language: 'und', texts }]));
    const { tokens } = await tokenizer.encode(texts[0]!, { addSpecialTokens: false });
    assert.deepEqual(tokens, ['▁iPhone', '15', '▁costs', '▁$', '99', ',', '▁ไทย', 'Thai', '▁中文', 'English']);
  });

  it('lower-cases and strips accents on request', async () => {
    const tokenizer = loadTokenizer(
      await train({ lowercase: true, stripAccents: true }, [{ language: 'es', texts: ['CAFÉ café cafe'] }]),
    );
    const { tokens } = await tokenizer.encode('Café', { addSpecialTokens: false });
    assert.deepEqual(tokens, ['▁cafe']);
  });

  it('takes time in proportion to the length of a text without spaces', async () => {
    using folder = temporaryFolder();
    const texts = ['河流'.repeat(100_000), 'a'.repeat(200_000)];
    const { json } = await trainVocabulary([{ language: 'zh', texts }], {}, { folder: folder.path });
    assert.ok(loadTokenizer(json).size > 5);
  });

  it('refuses what it cannot train, with every field', async () => {
    await assertRejected(
      () => train({ size: 255, samplingExponent: 2, seed: -1 }),
      'invalid-argument',
      'spec.size',
      'spec.sampling_exponent',
      'spec.seed',
    );
    await assertRejected(() => train({ model: 'unigram', size: 8_001 }), 'invalid-argument', '8001', '8000');
    await assertRejected(
      () => train({ specialTokens: ['[PAD]', '[PAD]', 'a b'] }),
      'invalid-argument',
      '[UNK]',
      'twice',
      'a b',
    );
    await assertRejected(() => train({}, []), 'invalid-argument', 'no text');
    using folder = temporaryFolder();
    await assertRejected(
      () => trainVocabulary(corpus, {}, { folder: folder.path, maximumBytes: 100 }),
      'exhausted',
      '100',
    );
  });

  it('ends its process when it is cancelled in the middle', async () => {
    using folder = temporaryFolder();
    const texts = Array.from(
      { length: 60_000 },
      (_, index) => `${index} ${hindi[index % 2]!} ${(index * 7919).toString(36)}`,
    );
    const controller = new AbortController();
    const training = trainVocabulary(
      [{ language: 'hi', texts }],
      {},
      {
        folder: folder.path,
        signal: controller.signal,
        onProgress: ({ stage }) => {
          if (stage === 'training')
            setTimeout(() => {
              controller.abort(new Error('enough'));
            }, 300);
        },
      },
    );
    await assert.rejects(training, /enough/);
    const processes = execFileSync('ps', ['-ef'], { encoding: 'utf8' });
    assert.ok(!processes.includes(`${folder.path}/untrained.json`), 'the training process has ended');
  });
});

describe('sampledCopies', () => {
  it('repeats texts at the rate on average, and never twice in the same way for another seed', () => {
    const sum = (rate: number, seed: number): number => {
      let total = 0;
      for (let index = 0; index < 10_000; index++) total += sampledCopies(rate, seed, 'hi', index);
      return total;
    };
    assert.equal(sum(2, 0), 20_000);
    // Standard deviation of 10,000 draws at .3: 46.
    assert.ok(Math.abs(sum(2.3, 0) - 23_000) < 230);
    assert.notEqual(sum(0.3, 0), sum(0.3, 1));
  });
});
