import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Metadata } from '@grpc/grpc-js';
import { rpcClientInterceptor, rpcServerInterceptor } from '../src/index.ts';
import { assertOneSpanPerSide, startPair } from './support/pair.ts';
import { collect } from './support/collect.ts';
import { startTestTelemetry, temporaryFolder } from './support/temporary-telemetry.ts';
import type { TestTelemetry } from './support/temporary-telemetry.ts';
import { connectTextClient, reply, startTextServer } from './support/text-service.ts';

describe('spans of a unary call', () => {
  it('are one per side with the attributes of the RPC conventions', async (test) => {
    const { client, read } = await startPair(test, {});
    const port = Number(client.getChannel().getTarget().split(':').at(-1));
    assert.equal(await reply((done) => client.Say('hello', done)), 'hello');
    const spans = assertOneSpanPerSide(await read());
    const common = {
      'rpc.system.name': 'grpc',
      'rpc.method': 'optical.test.v1.TextService/Say',
      'rpc.status_code': 'OK',
    };
    assert.equal(spans.client.name, 'optical.test.v1.TextService/Say');
    assert.deepEqual(spans.client.attributes, { ...common, 'server.address': '127.0.0.1', 'server.port': port });
    assert.deepEqual(spans.server.attributes, common);
    assert.deepEqual([spans.client.status, spans.server.status], ['unset', 'unset']);
  });

  it('hang together across three services, and logs carry the ids of the span they were written in', async (test) => {
    const folder = temporaryFolder(test);
    const [front, middle, back] = (['front', 'middle', 'back'] as const).map((name) =>
      startTestTelemetry(test, name, { folder }),
    ) as [TestTelemetry, TestTelemetry, TestTelemetry];
    const last = await startTextServer(test, {}, [rpcServerInterceptor(back)]);
    const onward = connectTextClient(test, last, [rpcClientInterceptor(middle)]);
    const pass = async (request: string) => {
      middle.logger.info('before the next call');
      const answer = await reply((answered) => onward.Say(request, answered));
      middle.logger.child({ job: 'j-1' }).info('after it');
      return answer;
    };
    const first = await startTextServer(
      test,
      {
        Say: (call, done) => {
          void pass(call.request).then((answer) => {
            done(null, answer);
          });
        },
      },
      [rpcServerInterceptor(middle)],
    );
    const client = connectTextClient(test, first, [rpcClientInterceptor(front)]);

    await front.tracer.startActiveSpan('optical.front.root', async (root) => {
      await reply((done) => client.Say('x', done));
      root.end();
    });
    await Promise.all([front, middle, back].map((telemetry) => telemetry.flush()));
    const spans = await front.spans();
    const edges = spans.map(({ service, kind, parentSpanId }) => {
      const parent = spans.find(({ spanId }) => spanId === parentSpanId);
      return `${parent === undefined ? '' : `${parent.service}/${parent.kind}`} > ${service}/${kind}`;
    });
    assert.deepEqual(edges.sort(), [
      ' > front/internal',
      'front/client > middle/server',
      'front/internal > front/client',
      'middle/client > back/server',
      'middle/server > middle/client',
    ]);
    assert.equal(new Set(spans.map(({ traceId }) => traceId)).size, 1);

    const handling = spans.find(({ service, kind }) => service === 'middle' && kind === 'server')!;
    assert.deepEqual(
      middle.logLines.map(({ msg, trace_id, span_id, job }) => [msg, trace_id, span_id, job]),
      [
        ['before the next call', handling.traceId, handling.spanId, undefined],
        ['after it', handling.traceId, handling.spanId, 'j-1'],
      ],
    );
  });

  it('keep parallel calls apart when they share one metadata object, which stays as it was', async (test) => {
    const { caller, client, read } = await startPair(test, {});
    const metadata = new Metadata();
    await Promise.all(
      ['a', 'b', 'c'].map((name) =>
        caller.tracer.startActiveSpan(name, async (span) => {
          await reply((done) => client.Say('x', metadata, {}, done));
          span.end();
        }),
      ),
    );
    const { clientSpans, serverSpans } = await read();
    assert.equal(new Set(clientSpans.map(({ traceId }) => traceId)).size, 3);
    assert.deepEqual(
      serverSpans.map(({ parentSpanId }) => parentSpanId).sort(),
      clientSpans.map(({ spanId }) => spanId).sort(),
    );
    assert.deepEqual(metadata.getMap(), {});
  });
});

describe('spans of a stream', () => {
  it('last from the start to the status, one per side, and cover each message', async (test) => {
    const { callee, client, read } = await startPair(test, {
      Chat: (call) => {
        call.on('data', (text: string) => {
          callee.logger.info('message');
          call.write(text);
        });
        call.on('end', () => {
          setTimeout(() => call.end(), 30);
        });
      },
    });
    const call = client.Chat();
    const received: string[] = [];
    call.on('data', (text: string) => received.push(text));
    call.write('a');
    call.write('b');
    call.end();
    await new Promise((resolve) => call.on('status', resolve));
    const { client: outgoing, server: incoming } = assertOneSpanPerSide(await read());
    assert.deepEqual(received, ['a', 'b']);
    assert.ok(incoming.durationMs >= 29, `${incoming.durationMs} ms`);
    assert.ok(outgoing.durationMs >= 29, `${outgoing.durationMs} ms`);
    assert.deepEqual(
      callee.logLines.map(({ span_id }) => span_id),
      [incoming.spanId, incoming.spanId],
    );
  });

  it('are one per side for a stream of requests and for a stream of replies', async (test) => {
    const { client, read } = await startPair(test, {
      Read: (call) => {
        call.write('1');
        call.write('2');
        call.end();
      },
      Write: (call, done) => {
        call.resume().on('end', () => {
          done(null, 'written');
        });
      },
    });
    const reading = client.Read('x');
    assert.deepEqual(await collect(reading), ['1', '2']);
    const written = reply((done) => {
      const writing = client.Write(done);
      writing.write('1');
      writing.end();
    });
    assert.equal(await written, 'written');
    const { all } = await read();
    assert.deepEqual(
      all
        .map(
          ({ name, kind, attributes }) => `${name.split('/')[1]!} ${kind} ${attributes['rpc.status_code'] as string}`,
        )
        .sort(),
      ['Read client OK', 'Read server OK', 'Write client OK', 'Write server OK'],
    );
  });
});
