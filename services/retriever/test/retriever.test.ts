import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createRetrieverClient } from '@optical/client';
import type { RetrieverClient, SearchResult } from '@optical/client';
import type { ServiceClient } from '@optical/grpc';
import type { Telemetry } from '@optical/telemetry';
import { readSpans } from '@optical/telemetry/reading';
import { until } from '@optical/testing';
import { assertRejected } from '@optical/testing/assert-rejected';
import { createTiny, encodePassages, fillTiny, passages } from './support/passages.ts';
import { sendDamaged } from './support/send-damaged.ts';
import { searchSystem } from './support/start-search.ts';
import { publishStudent, publishTeacher } from './support/tiny-models.ts';
import type { PublishedModel } from './support/tiny-models.ts';

const quiet = { OPTICAL_TELEMETRY_LOG_LEVEL: 'info', OPTICAL_ENCODING_DEVICE: 'cpu', OPTICAL_ENCODING_THREADS: '1' };
const query = 'the castle in the mountain';

describe('the retriever', () => {
  const system = searchSystem();
  let teacher: PublishedModel;
  let client: RetrieverClient;
  let telemetry: Telemetry;
  let address: string;
  let raw: ServiceClient<'retriever'>;
  let indexer: ServiceClient<'indexer'>;

  before(async () => {
    teacher = await publishTeacher(system.artifacts, 'teacher/tiny', 1);
    await publishStudent(system.artifacts, 'hi', teacher, 1);
    const other = await publishTeacher(system.artifacts, 'teacher/other', 9);
    await publishStudent(system.artifacts, 'sw', other, 9);
    const tokenizerAddress = await system.start('tokenizer', quiet);
    const indexerAddress = await system.start('indexer', quiet);
    address = await system.start('retriever', { ...quiet, OPTICAL_RETRIEVER_COLLECTION: 'tiny' });
    ({ client: raw, telemetry } = system.connect('retriever', address));
    client = createRetrieverClient({ address, telemetry, deadlineMs: 60_000 });
    indexer = system.connect('indexer', indexerAddress).client;
    await createTiny(system.artifacts, indexer, teacher);
    await client.search(query, { language: 'hi' });
    const tokenizer = system.connect('tokenizer', tokenizerAddress).client;
    await fillTiny(indexer, teacher, await encodePassages(tokenizer, 'vocabulary/student/hi', 1));
  });

  after(async () => {
    client.close();
    await system[Symbol.asyncDispose]();
  });

  it('finds passages with the production student of the language, and says what it took', async () => {
    const result = await client.search(query, { language: 'hi', k: 3 });
    assert.equal(result.hits.length, 3);
    assert.deepEqual(
      [result.language, result.languageConfidence, result.partial, result.model.name],
      ['hi', undefined, false, 'student/hi'],
    );
    assert.deepEqual([result.index.collection, result.index.version > 0], ['tiny', true]);
    assert.equal(result.counts.eligible, passages.length);
    const { tokenizeMs, encodeMs, rerankMs, candidatesMs, queueMs, totalMs } = result.timings;
    assert.ok(tokenizeMs > 0 && encodeMs > 0 && rerankMs > 0);
    assert.ok(totalMs >= tokenizeMs + encodeMs + rerankMs + candidatesMs + queueMs);
    assert.equal(result.hits[0]!.text, passages[Number(result.hits[0]!.id.slice(1))]);
  });

  it('scores as the sum over query tokens of the best dot product, which an explanation takes apart', async () => {
    const { hits } = await client.search(query, { language: 'hi', k: 6, exact: true });
    for (const { id, score, text } of hits) {
      const explanation = await client.explain(query, { passageId: id, language: 'hi' });
      assert.ok(Math.abs(explanation.score - score) < 2e-2, `${id}: ${explanation.score} and ${score}`);
      assert.equal(explanation.passageText, text);
      const sum = explanation.alignments.reduce((total, { similarity }) => total + similarity, 0);
      assert.ok(Math.abs(sum - explanation.score) < 1e-5);
      explanation.similarities.forEach((row, index) => {
        const best = explanation.alignments[index]!;
        assert.ok(Math.abs(Math.max(...row) - best.similarity) < 1e-6);
        assert.ok(Math.abs(row[best.passageIndex]! - best.similarity) < 1e-6);
      });
    }
    assert.deepEqual(
      hits.map(({ score }) => score),
      hits.map(({ score }) => score).sort((a, b) => b - a),
    );
  });

  it('explains with places in both texts, those of the passage cut again where none are stored', async () => {
    for (const passageId of ['p0', 'p1']) {
      const { queryTokens, alignments } = await client.explain('old market', { passageId, language: 'hi' });
      assert.equal(queryTokens[0]!.token, '[CLS]');
      assert.equal(
        queryTokens.map(({ span }) => (span ? 'old market'.slice(span.start, span.end) : '')).join(''),
        'oldmarket',
      );
      const text = passages[Number(passageId.slice(1))]!;
      const places = alignments.flatMap(({ passage }) => (passage.span ? [passage] : []));
      assert.ok(places.length > 0);
      for (const { token, span } of places) assert.equal(text.slice(span!.start, span!.end), token);
    }
  });

  it('gives the transport plan between a query and its translation, whose marginals are kept', async () => {
    const same = await client.explain(query, { passageId: 'p0', language: 'hi', translation: query });
    const { plan, cost, marginalResidual, translationTokens } = same.translation!;
    const sums = plan.map((row) => row.reduce((sum, value) => sum + value, 0));
    const words = translationTokens.filter(({ span }) => span !== undefined).length;
    same.queryTokens.forEach(({ span }, row) => {
      assert.ok(Math.abs(sums[row]! - (span ? 1 / words : 0)) < 1e-2, `row ${row} sums to ${sums[row]}`);
    });
    assert.ok(cost < 0.05 && cost > -1e-9, `a query costs ${cost} to move onto itself`);
    assert.ok(marginalResidual < 1e-2);
    const other = await client.explain(query, { passageId: 'p0', language: 'hi', translation: 'a train is late' });
    assert.ok(other.translation!.cost > cost);
  });

  it('detects the language of a query, and reads English with the encoder of the collection', async () => {
    const { language, languageConfidence, model } = await client.search('When did the old town and the market open?');
    assert.deepEqual([language, model.name], ['en', 'teacher/tiny']);
    assert.ok(languageConfidence! > 0.5 && languageConfidence! <= 1);
  });

  it('names the languages that are served when one is not, and the encoders when they do not fit', async () => {
    const unserved = () => client.search('Kailan natapos ang digmaan?', { language: 'tl' });
    await assertRejected(unserved, 'failed-precondition', '"tl"', 'served are en, hi, sw');
    const unfit = () => client.search('Vita viliisha lini?', { language: 'sw' });
    await assertRejected(unfit, 'failed-precondition', 'student/sw@', 'teacher/tiny@', 'tiny');
    await assertRejected(
      () => client.explain('vita', { language: 'sw', passageId: 'p0' }),
      'failed-precondition',
      'student/sw@',
    );
  });

  it('answers batches and streams search by search; a refused one spoils nothing', async () => {
    const queries = [
      { query, language: 'hi' },
      { query: '', language: 'hi' },
      { query, language: 'hi', collection: 'none' },
      { query: 'rain', language: 'en' },
    ];
    const summary = (outcome: { result: SearchResult } | { error: { kind: string } }) =>
      'result' in outcome ? outcome.result.model.name : outcome.error.kind;
    const expected = ['student/hi', 'invalid-argument', 'not-found', 'teacher/tiny'];
    const outcomes = await client.batch(queries);
    assert.deepEqual(outcomes.map(summary), expected);
    const streamed: string[] = [];
    for await (const outcome of client.searchStream(queries)) streamed[outcome.index] = summary(outcome);
    assert.deepEqual(streamed, expected);
  });

  it('follows an alias that is moved to a collection of another encoder', async () => {
    const other = await system.artifacts.find('teacher/other');
    const { space } = other.metadata as { space: { fingerprint: string; dims: number } };
    const encoder = { name: 'teacher/other', digest: other.version.digest };
    const spec = { name: 'tiny-other', encoder, space: { ...space, normalized: true } };
    await indexer.createCollection({ spec, requestId: 'other' });
    await indexer.setAlias({ alias: 'live', collection: 'tiny' });
    const searched = async () => (await client.search('rain', { language: 'en', collection: 'live' })).model.name;
    assert.equal(await searched(), 'teacher/tiny');
    await indexer.setAlias({ alias: 'live', collection: 'tiny-other' });
    // Several at once: each has to find out for itself.
    const names = await Promise.all(Array.from({ length: 6 }, searched));
    assert.deepEqual(new Set(names), new Set(['teacher/other']));
    await indexer.setAlias({ alias: 'live', collection: 'tiny' });
    const ofLive = { passageId: 'p0', language: 'en', collection: 'live' };
    assert.equal((await client.explain('rain', ofLive)).model.name, 'teacher/tiny', 'not tiny-other, as remembered');
    assert.equal(await searched(), 'teacher/tiny');
    await indexer.setAlias({ alias: 'live', collection: '' });
  });

  it('asks about a collection for all who wait for the answer, whoever of them leaves', async () => {
    for (let leavesAfterMs = 0; leavesAfterMs < 10; leavesAfterMs++) {
      const collection = `asked-${leavesAfterMs}`;
      await indexer.setAlias({ alias: collection, collection: 'tiny' });
      const signal = AbortSignal.timeout(leavesAfterMs);
      const leaving = Promise.allSettled([client.search(query, { language: 'en', collection, signal })]);
      const { hits } = await client.search(query, { language: 'en', collection });
      assert.equal(hits.length, passages.length);
      await leaving;
      await indexer.setAlias({ alias: collection, collection: '' });
    }
  });

  it('refuses what makes no sense, naming value and limit', async () => {
    const search = (fields: object) => () => raw.search({ query, language: 'hi', ...fields });
    await assertRejected(search({ query: '' }), 'invalid-argument', 'query: is empty');
    await assertRejected(search({ query: 'x'.repeat(2 ** 20) }), 'invalid-argument', '1048576 bytes', '65536');
    await assertRejected(search({ language: '' }), 'invalid-argument', 'language');
    await assertRejected(search({ language: 'no such tag' }), 'invalid-argument', 'BCP 47');
    await assertRejected(search({ k: 1_000_000 }), 'invalid-argument', '1000000', '1000');
    await assertRejected(search({ k: 20, candidateBudget: 10 }), 'invalid-argument', 'below k, 20');
    await assertRejected(search({ model: 'student/none' }), 'not-found', 'student/none');
    await assertRejected(search({ filter: { presentField: 'colour' } }), 'invalid-argument', 'colour');
    await assertRejected(() => raw.batchSearch({ requests: [] }), 'invalid-argument', '0 searches');
    await assertRejected(() => client.explain(query, { passageId: 'p99', language: 'hi' }), 'not-found', 'p99');
    assert.equal((await raw.search({ query, language: 'hi', k: 0 })).hits.length, passages.length);
  });

  it('answers damaged messages with a refusal or hits, and goes on', async () => {
    const codes = await sendDamaged(address, 500, { query, language: 'hi', k: 3 });
    const answered = Object.entries(codes).reduce((sum, [, count]) => sum + count, 0);
    assert.deepEqual(
      [answered, codes.INTERNAL, codes.UNKNOWN, codes.UNAVAILABLE],
      [500, undefined, undefined, undefined],
    );
    assert.equal((await client.search(query, { language: 'hi', k: 3 })).hits.length, 3);
  });

  it('describes the encoders in memory with the languages they serve', async () => {
    const { encoders, defaultCollection } = await raw.describeService({});
    assert.equal(defaultCollection, 'tiny');
    const student = encoders.find(({ model }) => model!.name === 'student/hi')!;
    assert.deepEqual([student.languages, student.multilingualDefault], [['hi'], false]);
    assert.equal(student.space!.fingerprint, teacher.fingerprint);
  });

  it('switches to a promoted student without failing a search', async () => {
    const { model: former } = await client.search(query, { language: 'hi' });
    const promoted = await publishStudent(system.artifacts, 'hi', teacher, 2);
    const seen = new Set([former.digest]);
    await until('the new student serves', async () => {
      const { model } = await client.search(query, { language: 'hi' });
      seen.add(model.digest);
      return model.digest === promoted.digest;
    });
    assert.equal(seen.size, 2);
  });

  it('tells the times that its spans show, and nothing of what was asked', async () => {
    const secret = 'the orange bridge';
    const { traceId, timings } = await telemetry.tracer.startActiveSpan('a search', async (span) => {
      const found = await client.search(secret, { language: 'en' });
      span.end();
      return { traceId: span.spanContext().traceId, timings: found.timings };
    });
    await assertRejected(() => client.search(secret, { language: 'en', collection: 'gone' }), 'not-found');
    const folder = path.join(system.home, 'telemetry');
    const sums = async () => {
      const trace = await Array.fromAsync(readSpans(folder, { traceId }));
      const sum = (...names: string[]) =>
        trace.filter(({ name }) => names.includes(name)).reduce((total, { durationMs }) => total + durationMs, 0);
      return {
        tokenizeMs: sum('optical.retriever.tokenize'),
        encodeMs: sum('optical.retriever.encode'),
        queueMs: sum('optical.retriever.queue', 'optical.indexer.queue'),
        candidatesMs: sum('optical.indexer.candidates'),
        rerankMs: sum('optical.indexer.rerank'),
      };
    };
    let shown = await sums();
    await until('the spans are written', async () => {
      shown = await sums();
      return shown.encodeMs > 0 && shown.rerankMs > 0;
    });
    for (const [stage, ms] of Object.entries(shown))
      assert.ok(isNear(ms, timings[stage as keyof typeof timings]), `${stage}: ${ms} and ${JSON.stringify(timings)}`);
    for (const file of readdirSync(folder))
      assert.ok(!readFileSync(path.join(folder, file), 'utf8').includes(secret), `${file} quotes the query`);
  });

  it('passes a deadline on: a search without time ends as such, and soon', async () => {
    const begun = performance.now();
    await assertRejected(() => client.search(query, { language: 'hi', deadlineMs: 1 }), 'deadline-exceeded');
    assert.ok(performance.now() - begun < 20_000);
  });
});

/** Within 5 %, or the resolution of the clocks. */
const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= Math.max(0.05 * b, 0.1);
