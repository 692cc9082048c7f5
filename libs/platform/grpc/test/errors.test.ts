import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { errorKinds, exhausted, invalidArgument, notFound, OpticalError } from '@optical/errors';
import { statusOfKind } from '../src/index.ts';
import { startEcho } from './support/bench.ts';
import { streamOf } from './support/streams.ts';
import type { Message } from './support/echo-service.ts';

async function failureOf(work: Promise<unknown>): Promise<OpticalError> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof OpticalError);
    return error;
  }
  return assert.fail('the call succeeded');
}

describe('errors', () => {
  it('have a status for every kind, each its own', () => {
    assert.equal(new Set(Object.values(statusOfKind)).size, errorKinds.length);
  });

  it('reach the caller with kind and message, whatever the kind', async (t) => {
    const { client } = await startEcho(t, {
      say: ({ text, number }: Message) => Promise.reject(new OpticalError(errorKinds[number]!, text)),
    });
    for (const [number, kind] of errorKinds.entries()) {
      const error = await failureOf(client.say({ text: `ein ${kind} – 東京 100%\n`, number }));
      assert.equal(error.kind, kind);
      assert.equal(error.message, `ein ${kind} – 東京 100%\n`);
      assert.equal((error.cause as ServiceError).code, statusOfKind[kind]);
    }
  });

  it('carry field violations, the time to wait and the resource', async (t) => {
    const violations = [
      { field: 'k', description: '0 is below the minimum 1' },
      { field: 'query', description: 'is empty' },
    ] as const;
    const errors = [invalidArgument(...violations), exhausted('full', 1234.5), notFound('collection', 'wiki-en')];
    const { client } = await startEcho(t, { say: ({ number }: Message) => Promise.reject(errors[number]!) });
    for (const [number, sent] of errors.entries())
      assert.deepEqual((await failureOf(client.say({ number }))).details, sent.details);
  });

  it('of unknown kinds become INTERNAL without detail and are logged once, without their message', async (t) => {
    const secret = new Error('password=hunter2');
    const { client, telemetry } = await startEcho(t, { say: () => Promise.reject(secret) });
    const error = await failureOf(client.say({}));
    assert.equal(error.kind, 'internal');
    assert.equal(error.message, 'internal error');
    const records = telemetry.logs.filter(({ level }) => level === 'error');
    assert.equal(records.length, 1);
    assert.equal(records[0]!['rpc.method'], 'test.echo.v1.EchoService/Say');
    assert.match(records[0]!.err!.stack, /errors\.test\.ts/);
    assert.match(records[0]!.trace_id!, /^[0-9a-f]{32}$/);
    await telemetry.flush();
    const exported = readdirSync(telemetry.folder)
      .filter((name) => name.startsWith('logs-'))
      .map((name) => readFileSync(path.join(telemetry.folder, name), 'utf8'))
      .join('');
    assert.match(exported, /handler failed/);
    assert.doesNotMatch(exported + JSON.stringify(telemetry.logs), /hunter2/);
  });

  it('are not logged when they are the caller’s', async (t) => {
    const { client, telemetry } = await startEcho(t, { say: () => Promise.reject(notFound('job', 'x')) });
    await failureOf(client.say({}));
    assert.deepEqual(
      telemetry.logs.filter(({ level }) => level === 'error'),
      [],
    );
  });

  it('end a stream after what it yielded before', async (t) => {
    const { client } = await startEcho(t, {
      count: async function* () {
        yield await Promise.resolve({ number: 1 });
        yield { number: 2 };
        throw notFound('page', '3');
      },
    });
    const received: number[] = [];
    const error = await failureOf(
      (async () => {
        for await (const { number } of client.count({})) received.push(number);
      })(),
    );
    assert.deepEqual(received, [1, 2]);
    assert.deepEqual(error.details.resource, { type: 'page', name: '3' });
  });

  it('of a handler that is missing are UNIMPLEMENTED, naming the method', async (t) => {
    const { client } = await startEcho(t, {});
    const calls = {
      Say: () => client.say({}),
      Count: () => client.count({}).next(),
      Collect: () => client.collect(streamOf()),
      Chat: () => client.chat(streamOf()).next(),
    };
    for (const [name, call] of Object.entries(calls)) {
      const error = await failureOf(call());
      assert.equal(error.kind, 'unimplemented');
      assert.match(error.message, new RegExp(`test\\.echo\\.v1\\.EchoService/${name} `));
    }
  });

  it('of any length and any characters stay within what a trailer may hold', async (t) => {
    const description = '\ud800'.repeat(100_000);
    const violations = Array.from({ length: 1000 }, () => ({ field: 'x'.repeat(5000), description }));
    const { client } = await startEcho(t, {
      say: () => Promise.reject(invalidArgument(violations[0]!, ...violations.slice(1))),
    });
    const error = await failureOf(client.say({}));
    assert.equal(error.kind, 'invalid-argument');
    assert.match(error.message, /^x+…$/);
    assert.ok(error.details.fieldViolations!.length > 0);
  });

  it('of a reply that is no such message are the service’s', async (t) => {
    const { client, telemetry } = await startEcho(t, { say: () => Promise.resolve(undefined) });
    const error = await failureOf(client.say({}));
    assert.equal((error.cause as ServiceError).code, status.INTERNAL);
    assert.equal(telemetry.logs.filter(({ level }) => level === 'error').length, 1);
  });
});
