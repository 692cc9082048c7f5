import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Metadata, status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { rpcClientInterceptor } from '../src/index.ts';
import type { RecordedSpan } from '../src/index.ts';
import { assertOneSpanPerSide, startPair } from './support/pair.ts';
import { startTestTelemetry } from './support/temporary-telemetry.ts';
import { connectTextClient, reply } from './support/text-service.ts';

function statusOf(span: RecordedSpan) {
  return [span.attributes['rpc.status_code'], span.status, span.attributes['error.type']];
}

const expired = ['DEADLINE_EXCEEDED', 'error', 'DEADLINE_EXCEEDED'];

/** A deadline that only the server knows: which side comes to a common one first depends on the machine. */
function serverDeadline(milliseconds: number): Metadata {
  const metadata = new Metadata();
  metadata.set('grpc-timeout', `${milliseconds}m`);
  return metadata;
}

describe('how a call ended', () => {
  const cases = [
    { code: status.NOT_FOUND, server: ['NOT_FOUND', 'unset', undefined] },
    { code: status.RESOURCE_EXHAUSTED, server: ['RESOURCE_EXHAUSTED', 'unset', undefined] },
    { code: status.INTERNAL, server: ['INTERNAL', 'error', 'INTERNAL'] },
    { code: status.UNAVAILABLE, server: ['UNAVAILABLE', 'error', 'UNAVAILABLE'] },
  ];
  for (const { code, server } of cases) {
    it(`is an error of the client for ${status[code]}, and of the server ${server[1] === 'error' ? 'too' : 'not'}`, async (test) => {
      const { client, read } = await startPair(test, {
        Say: (_, done) => {
          done({ code, details: 'about the secret query' });
        },
      });
      await assert.rejects(reply((done) => client.Say('x', done)));
      const spans = assertOneSpanPerSide(await read());
      assert.deepEqual(statusOf(spans.client), [status[code], 'error', status[code]]);
      assert.deepEqual(statusOf(spans.server), server);
      assert.doesNotMatch(JSON.stringify(spans), /secret query/);
    });
  }

  it('is UNKNOWN for a handler that throws', async (test) => {
    const { client, read } = await startPair(test, {
      Say: () => {
        throw new Error('bug');
      },
    });
    await assert.rejects(reply((done) => client.Say('x', done)));
    const spans = assertOneSpanPerSide(await read());
    assert.deepEqual(statusOf(spans.server), ['UNKNOWN', 'error', 'UNKNOWN']);
  });

  it('is CANCELLED on both sides when the client cancels, and no error of the server', async (test) => {
    const { promise: noticed, resolve: cancelled } = Promise.withResolvers<unknown>();
    const { client, read } = await startPair(test, {
      Say: (call) => {
        call.on('cancelled', cancelled);
        outgoing.cancel();
      },
    });
    const outgoing = client.Say('x', () => undefined);
    await noticed;
    const spans = assertOneSpanPerSide(await read());
    assert.deepEqual(statusOf(spans.client), ['CANCELLED', 'error', 'CANCELLED']);
    assert.deepEqual(statusOf(spans.server), ['CANCELLED', 'unset', undefined]);
  });

  it('is DEADLINE_EXCEEDED on both sides when the server ends the call at its deadline', async (test) => {
    const { client, read } = await startPair(test, { Say: () => undefined });
    await assert.rejects(reply((done) => client.Say('x', serverDeadline(50), {}, done)));
    const spans = assertOneSpanPerSide(await read());
    assert.deepEqual(statusOf(spans.client), expired);
    assert.deepEqual(statusOf(spans.server), expired);
  });

  it('is DEADLINE_EXCEEDED on the server when the client leaves as the deadline comes', async (test) => {
    const { client, read } = await startPair(test, {
      Say: () => {
        outgoing.cancel();
      },
    });
    const outgoing = client.Say('x', serverDeadline(10), {}, () => undefined);
    let spans = await read();
    for (let reads = 1; spans.serverSpans.length === 0 && reads < 1000; reads += 1) spans = await read();
    assert.deepEqual(spans.serverSpans.map(statusOf), [expired]);
  });

  it('is DEADLINE_EXCEEDED for a client whose deadline comes, however far the call has come', async (test) => {
    const { client, read } = await startPair(test, { Say: () => undefined });
    const options = { deadline: Date.now() + 100 };
    await assert.rejects(reply((done) => client.Say('x', new Metadata(), options, done)));
    assert.deepEqual((await read()).clientSpans.map(statusOf), [expired]);
  });

  it('is what grpc-js decided itself: reply not encodable, request not decodable, request too large', async (test) => {
    const { client, read } = await startPair(
      test,
      {
        Say: (_, done) => {
          done(null, 'not encodable');
        },
      },
      { 'grpc.max_receive_message_length': 100 },
    );
    const codes: (string | undefined)[] = [];
    for (const request of ['x', 'not decodable', 'x'.repeat(200)]) {
      await reply((done) => client.Say(request, done)).catch((error: unknown) =>
        codes.push(status[(error as ServiceError).code]),
      );
    }
    const { serverSpans } = await read();
    assert.deepEqual(codes, ['INTERNAL', 'INTERNAL', 'RESOURCE_EXHAUSTED']);
    assert.deepEqual(
      serverSpans.map(({ attributes }) => attributes['rpc.status_code']),
      codes,
    );
  });

  it('is UNAVAILABLE for a client whose server is not there', async (test) => {
    const caller = startTestTelemetry(test, 'caller');
    const client = connectTextClient(test, '127.0.0.1:1', [rpcClientInterceptor(caller)]);
    await assert.rejects(reply((done) => client.Say('x', done)));
    const spans = await caller.spans();
    assert.deepEqual(spans.map(statusOf), [['UNAVAILABLE', 'error', 'UNAVAILABLE']]);
    assert.equal(spans[0]!.attributes['server.port'], 1);
  });
});
