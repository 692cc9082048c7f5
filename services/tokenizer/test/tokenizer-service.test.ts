import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { modelKind, openArtifacts } from '@optical/artifacts';
import type { ModelMetadata } from '@optical/artifacts';
import type { TrainVocabularyResponse__Output } from '@optical/contracts/tokenizer';
import type { ServiceClient } from '@optical/grpc';
import { assertRejected } from '@optical/testing/assert-rejected';
import { temporaryFolder, until } from '@optical/testing';
import { startTokenizer } from './tokenizer-process.ts';
import type { TokenizerProcess } from './tokenizer-process.ts';
import { corpus, long, messages, train, training } from './training-messages.ts';

const modelMetadata = (vocabularySize: number): ModelMetadata => ({
  purpose: 'student',
  languages: ['tl'],
  architecture: {
    family: 'bert',
    layers: 1,
    hiddenSize: 8,
    attentionHeads: 1,
    feedForwardSize: 8,
    vocabularySize,
    parameters: 1_000,
    maxTokens: 32,
  },
  retrieval: { queryTokens: 32, passageTokens: 32, queryAugmentation: false, attendToMaskTokens: false },
  space: { fingerprint: 'a'.repeat(64), dims: 8 },
});

describe('tokenizer service', () => {
  const home = temporaryFolder();
  let service: TokenizerProcess;
  let client: ServiceClient<'tokenizer'>;
  before(async () => {
    service = await startTokenizer(home.path);
    client = service.client;
    await train(client, { name: 'vocabulary/quick', seed: 3 }, 'first');
  });
  after(async () => {
    await service[Symbol.asyncDispose]();
    home[Symbol.dispose]();
  });

  it('trains, measures and registers a vocabulary, and the same corpus again is the same version', async () => {
    const replies = await train(client, { name: 'vocabulary/quick', seed: 3 });
    const last = replies.at(-1)!;
    assert.equal(last.stage, 'TRAINING_STAGE_DONE');
    assert.equal(last.texts, 4);
    const { vocabulary } = await client.describeVocabulary({ vocabulary: 'vocabulary/quick' });
    assert.deepEqual(last.vocabulary, vocabulary);
    assert.deepEqual(
      vocabulary!.coverage.map(({ language, texts }) => [language, texts]),
      [
        ['en', 2],
        ['hi', 2],
      ],
    );
    assert.equal(vocabulary!.spec!.seed, 3);
    assert.equal(vocabulary!.specialTokens[2]!.token, '[CLS]');
    const { vocabularies } = await client.listVocabularies({ namePrefix: 'vocabulary/quick' });
    assert.equal(vocabularies.length, 1);
    assert.deepEqual(vocabularies[0]!.coverage, []);
  });

  it('answers a repeated training by its request_id without its corpus', async () => {
    const stream = client.trainVocabulary(
      messages([{ spec: { name: 'vocabulary/quick', seed: 3 }, requestId: 'first' }]),
    );
    let last: TrainVocabularyResponse__Output | undefined;
    for await (const reply of stream) last = reply;
    assert.equal(last!.stage, 'TRAINING_STAGE_DONE');
    await assertRejected(
      () => train(client, { name: 'vocabulary/quick', seed: 4 }, 'first'),
      'invalid-argument',
      'request_id',
    );
  });

  it('cuts texts and turns them back', async () => {
    const texts = ['Who was the queen?', '', '😀 नदी'];
    const reply = await client.tokenize({
      vocabulary: 'vocabulary/quick',
      language: 'en',
      texts,
      includeTokens: true,
      includeSpans: true,
    });
    const [first, empty, last] = reply.texts;
    assert.deepEqual(empty!.tokens, ['[CLS]', '[SEP]']);
    assert.equal(last!.unknownCount, 1);
    assert.deepEqual(first!.wordIndices.at(0), -1);
    const { starts, ends } = last!.spans!;
    const unknown = last!.ids.indexOf(1);
    assert.equal(texts[2]!.slice(starts[unknown], ends[unknown]), '😀');
    assert.ok(reply.timings!.totalMs >= reply.timings!.tokenizeMs);
    const decoded = await client.decode({ vocabulary: 'vocabulary/quick', sequences: [{ ids: first!.ids }] });
    assert.deepEqual(decoded.texts, [texts[0]]);
    const short = await client.tokenize({
      vocabulary: 'vocabulary/quick',
      language: 'en',
      texts,
      maxTokens: 3,
      addSpecialTokens: false,
    });
    assert.deepEqual(
      short.texts.map(({ truncated }) => truncated),
      [true, false, false],
    );
    assert.deepEqual(short.texts[0]!.tokens, []);
  });

  it('does not ask the store about a digest whose vocabulary is in memory', async () => {
    const trained = await train(client, { name: 'vocabulary/gone', seed: 8 });
    const { name, digest } = trained.at(-1)!.vocabulary!.version!;
    const tokenize = (vocabulary: string) => client.tokenize({ vocabulary, language: 'en', texts: ['river'] });
    const before = await tokenize(`${name}@${digest}`);
    await openArtifacts({ directory: path.join(home.path, 'artifacts') }).remove(name, digest);
    const { texts, vocabulary } = await tokenize(`${name}@${digest}`);
    assert.deepEqual({ texts, vocabulary }, { texts: before.texts, vocabulary: before.vocabulary });
    await assertRejected(() => tokenize(name), 'not-found', name);
    await assertRejected(() => tokenize(`vocabulary/quick@${digest}`), 'not-found', digest);
  });

  it('answers batches of a stream by their sequence, refusals included, before the stream ends', async () => {
    const request = { vocabulary: 'vocabulary/quick', language: 'en', texts: ['river'] };
    let answered = 0;
    async function* requests() {
      for (let sequence = 1; sequence <= 20; sequence++) {
        yield { sequence, request: sequence === 7 ? { ...request, texts: [] } : request };
        // A client may wait for a reply before it sends on.
        await until('an answer', () => answered > 0);
      }
    }
    const codes = new Map<number, number>();
    for await (const { sequence, error, response } of client.tokenizeStream(requests())) {
      answered++;
      codes.set(sequence, error?.code ?? 0);
      assert.equal(response === undefined || response === null, sequence === 7);
      if (error) assert.equal(error.field, 'texts');
    }
    assert.equal(codes.size, 20);
    assert.equal(codes.get(7), 3);
  });

  it('imports a tokenizer.json in pieces and refuses a torn one', async () => {
    const { vocabulary } = await client.describeVocabulary({ vocabulary: 'vocabulary/quick' });
    const folder = path.join(home.path, 'artifacts/copies', vocabulary!.version!.digest);
    await client.tokenize({ vocabulary: 'vocabulary/quick', language: 'en', texts: ['x'] });
    const json = readFileSync(path.join(folder, 'tokenizer.json'));
    const pieces = (size: number) => [
      { name: 'vocabulary/imported', tokenizerJson: json.subarray(0, 1000) },
      { tokenizerJson: json.subarray(1000, size) },
    ];
    const imported = await client.importVocabulary(messages(pieces(json.length)));
    assert.equal(imported.vocabulary!.tokenizerDigest, vocabulary!.tokenizerDigest);
    assert.equal(imported.vocabulary!.spec, null);
    const again = await client.importVocabulary(messages(pieces(json.length)));
    assert.equal(again.vocabulary!.version!.digest, imported.vocabulary!.version!.digest);
    const torn = pieces(json.length - 1).map((piece) => ({ ...piece, name: 'vocabulary/torn' }));
    await assertRejected(() => client.importVocabulary(messages(torn)), 'invalid-argument', 'tokenizer.json');
    await assertRejected(() => client.importVocabulary(messages([])), 'invalid-argument', 'name');
    await assertRejected(
      () => client.describeVocabulary({ vocabulary: 'vocabulary/torn' }),
      'not-found',
      'vocabulary/torn',
    );
  });

  it('measures coverage against reference texts that come first', async () => {
    const texts = { language: 'hi', texts: ['नदी की रानी'] };
    const reply = await client.measureCoverage(
      messages([{ vocabulary: 'vocabulary/quick', referenceTexts: corpus[1]! }, { texts }]),
    );
    const [coverage] = reply.coverage;
    assert.equal(coverage!.words, 3);
    assert.equal(coverage!.referenceCoverage, 1);
    assert.match(coverage!.lowResourceRule, /2 tokens/);
    const late = [{ vocabulary: 'vocabulary/quick', texts }, { referenceTexts: texts }];
    await assertRejected(() => client.measureCoverage(messages(late)), 'failed-precondition', 'first');
  });

  it('measures the tokenizer of a model, too, and cuts no texts with it', async () => {
    const { vocabulary } = await client.describeVocabulary({ vocabulary: 'vocabulary/quick' });
    await client.tokenize({ vocabulary: 'vocabulary/quick', language: 'en', texts: ['x'] });
    const folder = path.join(home.path, 'artifacts/copies', vocabulary!.version!.digest);
    const artifacts = openArtifacts({ directory: path.join(home.path, 'artifacts') });
    const publish = (name: string, file: string) =>
      artifacts.publish({
        name,
        kind: modelKind,
        files: (to) => copyFile(path.join(folder, 'tokenizer.json'), path.join(to, file)),
        metadata: modelMetadata(vocabulary!.size),
      });
    await publish('student/quick', 'tokenizer.json');
    await publish('student/torn', 'other.json');
    const texts = { language: 'tl', texts: ['river queen'] };
    const measure = async (name: string) => client.measureCoverage(messages([{ vocabulary: name, texts }]));
    const { coverage } = await measure('student/quick');
    assert.deepEqual(coverage, (await measure('vocabulary/quick')).coverage);
    // The canonical tag.
    assert.equal(coverage[0]!.language, 'fil');
    await assertRejected(() => measure('student/torn'), 'failed-precondition', 'student/torn', 'tokenizer.json');
    const cut = () => client.tokenize({ vocabulary: 'student/quick', language: 'en', texts: ['x'] });
    await assertRejected(cut, 'failed-precondition', 'student/quick');
  });

  it('refuses what is out of the limits with the path of the field', async () => {
    const vocabulary = 'vocabulary/quick';
    const call = (request: object) => client.tokenize({ vocabulary, language: 'en', texts: ['a'], ...request });
    await assertRejected(() => call({ vocabulary: '' }), 'invalid-argument', 'vocabulary: is required');
    await assertRejected(() => call({ vocabulary: 'vocabulary/none' }), 'not-found', 'vocabulary/none');
    await assertRejected(() => call({ language: '' }), 'invalid-argument', 'language: is required');
    await assertRejected(() => call({ language: 'x_y' }), 'invalid-argument', 'language');
    await assertRejected(() => call({ texts: [] }), 'invalid-argument', 'texts: is empty');
    await assertRejected(() => call({ texts: Array(10_001).fill('') }), 'invalid-argument', '10001', '10000');
    await assertRejected(
      () => call({ texts: ['', 'é'.repeat(2 ** 19 + 1)] }),
      'invalid-argument',
      'texts[1]',
      '1048576',
    );
    await assertRejected(() => call({ maxTokens: 8_193 }), 'invalid-argument', 'max_tokens', '8192');
    await assertRejected(() => call({ maxTokens: 1 }), 'invalid-argument', 'max_tokens');
    await assertRejected(
      () => client.decode({ vocabulary, sequences: [{ ids: [9_999_999] }] }),
      'invalid-argument',
      'sequences[0].ids[0]',
    );
    await assertRejected(() => train(client, { name: 'a b' }), 'invalid-argument', 'spec.name');
    await assertRejected(
      () => train(client, { name: 'v', model: 'SEGMENTATION_MODEL_WORDPIECE' }),
      'invalid-argument',
      'spec.model',
    );
    await assertRejected(() => train(client, { name: 'v', size: 30_001 }), 'invalid-argument', 'spec.size', '30000');
    await assertRejected(() => train(client, { name: 'v' }, 'x'.repeat(101)), 'invalid-argument', 'request_id', '100');
  });

  it('stops a training whose caller leaves, registers nothing, and goes on serving meanwhile', async () => {
    const controller = new AbortController();
    const seen = (async () => {
      const requests = training({ name: 'vocabulary/left' }, 'left', long);
      for await (const { stage } of client.trainVocabulary(requests, { signal: controller.signal })) {
        if (stage !== 'TRAINING_STAGE_TRAINING') continue;
        await assertRejected(() => train(client, { name: 'vocabulary/second' }), 'exhausted', 'limit');
        await client.tokenize({ vocabulary: 'vocabulary/quick', language: 'en', texts: ['river'] });
        controller.abort();
      }
    })();
    // Else the training had ended before the other calls were answered.
    await assert.rejects(seen);
    assert.ok(controller.signal.aborted);
    await until('the folder of the training is removed', () => {
      const folder = path.join(home.path, 'tokenizer/training');
      return !existsSync(folder) || readdirSync(folder).length === 0;
    });
    assert.ok(!execFileSync('ps', ['-ef'], { encoding: 'utf8' }).includes(`${home.path}/tokenizer/training`));
    await assertRejected(() => client.describeVocabulary({ vocabulary: 'vocabulary/left' }), 'not-found');
    await train(client, { name: 'vocabulary/second' });
  });

  it('says which vocabularies are in memory', async () => {
    await client.tokenize({ vocabulary: 'vocabulary/quick', language: 'en', texts: ['river'] });
    const { loadedVocabularies } = await client.describeService({});
    assert.equal(loadedVocabularies[0]!.name, 'vocabulary/quick');
  });
});
