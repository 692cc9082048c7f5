import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { OpticalError } from '@optical/errors';
import { isSecretName, redact, redacted } from './redact.ts';

describe('isSecretName', () => {
  it('goes by the last word, in any spelling', () => {
    const secret = [
      'token',
      'accessToken',
      'refresh_token',
      'x-api-key',
      'API_KEY',
      'apiKey',
      'Authorization',
      'query',
    ];
    const harmless = ['tokens', 'tokenCount', 'queryId', 'context', 'keys_per_second', 'monkey', 'textLength', '', '0'];
    assert.deepEqual(
      secret.filter((name) => !isSecretName(name)),
      [],
    );
    assert.deepEqual(harmless.filter(isSecretName), []);
  });
});

describe('redact', () => {
  it('leaves no value under a secret name, however deep', () => {
    const secretName = fc.constantFrom('token', 'password', 'userQuery', 'text', 'private_key');
    const record = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        fc.integer(),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('node'), { maxKeys: 3 }),
        fc.tuple(secretName, tie('node')).map(([name, value]) => ({ [name]: ['CLASSIFIED', value] })),
      ),
    }));
    fc.assert(
      fc.property(record.node, (value) => {
        assert.doesNotMatch(JSON.stringify(redact({ value })), /CLASSIFIED/);
      }),
    );
  });

  it('keeps everything else as it is', () => {
    const record = { job: 'j', n: 1, list: [1, { a: null }], date: new Date(0), token: 't' };
    assert.deepEqual(redact(record), { ...record, date: '1970-01-01T00:00:00.000Z', token: redacted });
  });

  it('keeps the type, kind, code, causes and stack frames of errors, and nothing that they say', () => {
    const cause = Object.assign(new RangeError('SAID\n    at SAID (file.ts:1:1)'), { code: 'ECONNREFUSED' });
    const error = new OpticalError('internal', 'cannot segment "SAID"\nSAID', { retryAfterMs: 1 }, { cause });
    const { error: logged } = redact({ error }) as { error: Record<string, unknown> };
    assert.doesNotMatch(JSON.stringify(logged), /SAID/);
    assert.deepEqual([logged.type, logged.kind], ['OpticalError', 'internal']);
    assert.match(String(logged.stack), /^ {4}at .*redact\.test\.ts/);
    const { stack, ...rest } = logged.cause as Record<string, unknown>;
    assert.deepEqual(rest, { type: 'RangeError', code: 'ECONNREFUSED' });
    assert.match(String(stack), /^ {4}at .*redact\.test\.ts/);
  });

  it('ends for an error that is its own cause', () => {
    const error = new Error('a');
    error.cause = error;
    assert.match(JSON.stringify(redact({ error })), /redact\.test/);
  });

  it('keeps the message and own fields of errors on demand', () => {
    const error = Object.assign(new TypeError('bad'), { code: 7, token: 't' });
    assert.deepEqual(redact({ error }, 'all'), {
      error: { type: 'TypeError', message: 'bad', stack: error.stack, code: 7, token: redacted },
    });
  });

  it('looks into instances of classes, which JSON shows too', () => {
    class Session {
      readonly id = 1;
      readonly accessToken = 't';
    }
    assert.deepEqual(redact({ session: new Session() }), { session: { id: 1, accessToken: redacted } });
  });

  it('ends for a record that contains itself', () => {
    const record: Record<string, unknown> = { a: 1 };
    record.self = record;
    assert.match(JSON.stringify(redact(record)), /\[deep\]/);
  });
});
