import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { context, propagation, trace } from '@opentelemetry/api';
import { Metadata, ServerInterceptingCall, status } from '@grpc/grpc-js';
import type { ServerInterceptor } from '@grpc/grpc-js';
import { TraceState } from '@opentelemetry/core';
import { rpcClientInterceptor, rpcServerInterceptor } from '../src/index.ts';
import { lastMetricPoints } from './support/metric-files.ts';
import { defaultSettings, startTestTelemetry, temporaryFolder } from './support/temporary-telemetry.ts';
import { connectTextClient, reply, startTextServer } from './support/text-service.ts';

describe('propagation', () => {
  it('carries trace state and baggage to the handler', async (test) => {
    const telemetry = startTestTelemetry(test, 'both');
    let seen: unknown;
    const target = await startTextServer(
      test,
      {
        Say: (call, done) => {
          const active = context.active();
          seen = {
            state: trace.getSpanContext(active)?.traceState?.serialize(),
            tenant: propagation.getBaggage(active)?.getEntry('tenant')?.value,
          };
          done(null, call.request);
        },
      },
      [rpcServerInterceptor(telemetry)],
    );
    const client = connectTextClient(test, target, [rpcClientInterceptor(telemetry)]);
    const caller = trace.setSpanContext(
      propagation.setBaggage(context.active(), propagation.createBaggage({ tenant: { value: 'a b' } })),
      { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1, traceState: new TraceState('vendor=x') },
    );
    await context.with(caller, () => reply((done) => client.Say('x', done)));
    assert.deepEqual(seen, { state: 'vendor=x', tenant: 'a b' });
    assert.deepEqual([...new Set((await telemetry.spans()).map(({ traceId }) => traceId))], ['1'.repeat(32)]);
  });

  it('starts a new trace for a caller without one, or with one that is malformed', async (test) => {
    const telemetry = startTestTelemetry(test, 'both');
    const target = await startTextServer(test, {}, [rpcServerInterceptor(telemetry)]);
    const client = connectTextClient(test, target, []);
    const metadata = new Metadata();
    metadata.set('traceparent', '00-nonsense');
    await reply((done) => client.Say('x', metadata, {}, done));
    await reply((done) => client.Say('x', done));
    const spans = await telemetry.spans();
    assert.deepEqual(
      spans.map(({ parentSpanId }) => parentSpanId),
      [undefined, undefined],
    );
    assert.equal(new Set(spans.map(({ traceId }) => traceId)).size, 2);
  });

  it('gives the callback of a call the context of its caller, also of the call that opens the connection', async (test) => {
    const telemetry = startTestTelemetry(test, 'both');
    const target = await startTextServer(test, {}, [rpcServerInterceptor(telemetry)]);
    const client = connectTextClient(test, target, [rpcClientInterceptor(telemetry)]);
    const inCaller: boolean[] = [];
    const callFromSpan = () =>
      telemetry.tracer.startActiveSpan('optical.both.caller', (span) =>
        reply((done) =>
          client.Say('x', (error, value) => {
            inCaller.push(trace.getActiveSpan() === span);
            span.end();
            done(error, value);
          }),
        ),
      );
    await Promise.all([callFromSpan(), callFromSpan()]);
    await callFromSpan();
    assert.deepEqual(inCaller, [true, true, true]);
  });

  it('keeps the decision of the root: an unsampled trace is unsampled everywhere and measured all the same', async (test) => {
    const folder = temporaryFolder(test);
    const settings = { ...defaultSettings, sampleRatio: 0 };
    const caller = startTestTelemetry(test, 'caller', { folder, settings });
    const callee = startTestTelemetry(test, 'callee', { folder });
    let handledTraceId: string | undefined;
    const target = await startTextServer(
      test,
      {
        Say: (call, done) => {
          handledTraceId = trace.getActiveSpan()?.spanContext().traceId;
          done(null, call.request);
        },
      },
      [rpcServerInterceptor(callee)],
    );
    const client = connectTextClient(test, target, [rpcClientInterceptor(caller)]);
    await caller.tracer.startActiveSpan('optical.caller.root', async (root) => {
      await reply((done) => client.Say('x', done));
      assert.equal(handledTraceId, root.spanContext().traceId);
    });
    await callee.flush();
    assert.deepEqual(await caller.spans(), []);
    assert.deepEqual(
      lastMetricPoints(folder)
        .map(({ name, value }) => `${name} ${value}`)
        .sort(),
      ['rpc.client.call.duration 1', 'rpc.server.call.duration 1'],
    );
  });
});

describe('measured calls', () => {
  it('have the duration in seconds, the conventional buckets, method, status and error', async (test) => {
    const telemetry = startTestTelemetry(test, 'both');
    const target = await startTextServer(
      test,
      {
        Say: (call, done) => {
          setTimeout(() => {
            if (call.request === 'good') done(null, '');
            else done({ code: status.INTERNAL });
          }, 20);
        },
      },
      [rpcServerInterceptor(telemetry)],
    );
    const client = connectTextClient(test, target, [rpcClientInterceptor(telemetry)]);
    await reply((done) => client.Say('good', done));
    await assert.rejects(reply((done) => client.Say('bad', done)));
    await telemetry.flush();
    const points = lastMetricPoints(telemetry.folder);
    for (const side of ['client', 'server']) {
      const [good, bad] = points.filter(({ name }) => name === `rpc.${side}.call.duration`);
      const common = { 'rpc.system.name': 'grpc', 'rpc.method': 'optical.test.v1.TextService/Say' };
      assert.deepEqual(good!.attributes, { ...common, 'rpc.status_code': 'OK' });
      assert.deepEqual(bad!.attributes, { ...common, 'rpc.status_code': 'INTERNAL', 'error.type': 'INTERNAL' });
      assert.equal(good!.unit, 's');
      // Below what it would be in milliseconds, and no bound on the speed of the machine.
      assert.ok(good!.sum! > 0.018 && good!.sum! < 10, `${good!.sum!} s`);
      assert.deepEqual(good!.boundaries, [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]);
    }
  });

  it('include health checks, which are not traced', async (test) => {
    const telemetry = startTestTelemetry(test, 'both');
    const target = await startTextServer(test, {}, [rpcServerInterceptor(telemetry)]);
    const client = connectTextClient(test, target, [rpcClientInterceptor(telemetry)]);
    await telemetry.tracer.startActiveSpan('optical.both.probe', async (span) => {
      assert.equal(await reply((done) => client.Probe('x', done)), 'SERVING');
      span.end();
    });
    assert.deepEqual(
      (await telemetry.spans()).map(({ name }) => name),
      ['optical.both.probe'],
    );
    assert.deepEqual(
      lastMetricPoints(telemetry.folder).map(({ attributes }) => attributes['rpc.method']),
      ['grpc.health.v1.Health/Check', 'grpc.health.v1.Health/Check'],
    );
  });

  it('include calls that a later interceptor refuses', async (test) => {
    const telemetry = startTestTelemetry(test, 'both');
    const refuse: ServerInterceptor = (_, call) =>
      new ServerInterceptingCall(call, {
        start: (next) => {
          next({
            onReceiveMetadata: () => {
              telemetry.logger.warn('refused');
              call.sendStatus({ code: status.UNAUTHENTICATED, details: 'no token' });
            },
          });
        },
      });
    const target = await startTextServer(test, {}, [rpcServerInterceptor(telemetry), refuse]);
    const client = connectTextClient(test, target, []);
    await assert.rejects(
      reply((done) => client.Say('x', done)),
      { code: status.UNAUTHENTICATED },
    );
    const [span] = await telemetry.spans();
    assert.equal(span?.attributes['rpc.status_code'], 'UNAUTHENTICATED');
    assert.equal(span.status, 'unset');
    assert.equal(telemetry.logLines[0]?.span_id, span.spanId);
  });
});
