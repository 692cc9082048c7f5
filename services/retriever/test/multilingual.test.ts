import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ServiceClient } from '@optical/grpc';
import { assertRejected } from '@optical/testing/assert-rejected';
import { createTiny, encodePassages, fillTiny, passages } from './support/passages.ts';
import { searchSystem } from './support/start-search.ts';
import { publishStudent, publishTeacher } from './support/tiny-models.ts';

const quiet = { OPTICAL_TELEMETRY_LOG_LEVEL: 'info', OPTICAL_ENCODING_DEVICE: 'cpu', OPTICAL_ENCODING_THREADS: '1' };

describe('a retriever with a multilingual encoder', () => {
  const system = searchSystem();
  let retriever: ServiceClient<'retriever'>;

  const serve = async (multilingual: string): Promise<ServiceClient<'retriever'>> => {
    const named = { OPTICAL_RETRIEVER_COLLECTION: 'tiny', OPTICAL_RETRIEVER_ENCODERS_MULTILINGUAL: multilingual };
    return system.connect('retriever', await system.start('retriever', { ...quiet, ...named })).client;
  };

  before(async () => {
    const teacher = await publishTeacher(system.artifacts, 'teacher/tiny', 1);
    await publishStudent(system.artifacts, 'hi', teacher, 1);
    await publishStudent(system.artifacts, 'mul', teacher, 2);
    const tokenizer = system.connect('tokenizer', await system.start('tokenizer', quiet)).client;
    const indexer = system.connect('indexer', await system.start('indexer', quiet)).client;
    await createTiny(system.artifacts, indexer, teacher);
    retriever = await serve('student/mul@production');
    await retriever.search({ query: 'rain', language: 'en' });
    await fillTiny(indexer, teacher, await encodePassages(tokenizer, 'vocabulary/teacher/tiny', 1));
  });

  after(() => system[Symbol.asyncDispose]());

  const encoderOf = async (query: string, language: string): Promise<string> => {
    const { hits, model } = await retriever.search({ query, language });
    assert.equal(hits.length, passages.length);
    return model!.name;
  };

  it('reads with it the languages that have no student, and those that nothing tells', async () => {
    assert.equal(await encoderOf('Kailan natapos ang digmaan?', 'tl'), 'student/mul');
    assert.equal(await encoderOf('Wann endete der Krieg zwischen den beiden Ländern?', 'und'), 'student/mul');
    assert.equal(await encoderOf('1989', 'und'), 'student/mul', 'no letter, no language');
  });

  it('leaves English and the languages of students to their own encoders', async () => {
    assert.deepEqual(
      [await encoderOf('rain', 'en'), await encoderOf('बारिश', 'hi'), await encoderOf('rain', 'hi-IN')],
      ['teacher/tiny', 'student/hi', 'student/hi'],
    );
  });

  it('says which encoder it is', async () => {
    await encoderOf('regen', 'nl');
    const { encoders } = await retriever.describeService({});
    assert.deepEqual(
      encoders.filter(({ multilingualDefault }) => multilingualDefault).map(({ model }) => model!.name),
      ['student/mul'],
    );
  });

  it('refuses such searches, naming the encoder, while there is none of that name', async () => {
    const without = await serve('student/none@production');
    await assertRejected(() => without.search({ query: 'regen', language: 'nl' }), 'not-found', 'student/none');
    assert.equal((await without.search({ query: 'rain', language: 'hi' })).model!.name, 'student/hi');
  });
});
