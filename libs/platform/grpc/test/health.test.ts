import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { createUntypedClient } from '../src/index.ts';
import type { RpcOptions } from '../src/index.ts';
import { healthDefinition } from '../src/server/health.ts';
import { clientSettings, connectEcho, startEcho } from './support/bench.ts';
import type { Bench } from './support/bench.ts';
import { echoName } from './support/echo-service.ts';

interface HealthReply {
  readonly status: string;
}

interface HealthClient {
  check(request: { service: string }): Promise<HealthReply>;
  watch(request: { service: string }, options?: RpcOptions): AsyncGenerator<HealthReply>;
  list(request: object): Promise<{ statuses: Record<string, HealthReply> }>;
  close(): void;
}

function healthClient(t: TestContext, address: string, { telemetry }: Bench): HealthClient {
  const options = { address, settings: clientSettings(), telemetry };
  const client = createUntypedClient(healthDefinition, options) as unknown as HealthClient;
  t.after(() => {
    client.close();
  });
  return client;
}

describe('health', () => {
  it('goes from NOT_SERVING to SERVING and back, for the service and for the whole', async (t) => {
    const bench = await startEcho(t, {});
    const health = healthClient(t, bench.address, bench);
    const both = async () => [
      (await health.check({ service: echoName })).status,
      (await health.check({ service: '' })).status,
    ];
    assert.deepEqual(await both(), ['NOT_SERVING', 'NOT_SERVING']);
    bench.server.setServing(echoName, true);
    assert.deepEqual(await both(), ['SERVING', 'SERVING']);
    bench.server.setServing(echoName, false);
    assert.deepEqual(await both(), ['NOT_SERVING', 'NOT_SERVING']);
  });

  it('is watched through every change, and a watch ends with the server', async (t) => {
    const bench = await startEcho(t, {});
    const health = healthClient(t, bench.address, bench);
    const watch = health.watch({ service: echoName });
    const next = async () => ((await watch.next()).value as HealthReply | undefined)?.status;
    assert.equal(await next(), 'NOT_SERVING');
    bench.server.setServing(echoName, true);
    assert.equal(await next(), 'SERVING');
    const drained = bench.server.drain();
    assert.equal(await next(), 'NOT_SERVING');
    assert.equal(await next(), undefined);
    await drained;
  });

  it('reports a model without letting it decide for the whole, and lists every name', async (t) => {
    const bench = await startEcho(t, {});
    const health = healthClient(t, bench.address, bench);
    bench.server.setServing(echoName, true);
    bench.server.setServing('models/student', false);
    assert.deepEqual(await health.list({}), {
      statuses: {
        '': { status: 'SERVING' },
        [echoName]: { status: 'SERVING' },
        'models/student': { status: 'NOT_SERVING' },
      },
    });
    await assert.rejects(health.check({ service: 'nothing' }), { kind: 'not-found' });
  });

  it('takes no place of the calls that are limited', async (t) => {
    const gate = Promise.withResolvers<object>();
    const server = { calls: { running: 1, waiting: 0, runningStreams: 1 } };
    const bench = await startEcho(t, { say: () => gate.promise }, { server });
    const health = healthClient(t, bench.address, bench);
    const watches = [1, 2, 3].map(() => health.watch({ service: '' }));
    for (const watch of watches) assert.equal(((await watch.next()).value as HealthReply).status, 'NOT_SERVING');
    const busy = bench.client.say({});
    await assert.rejects(bench.client.say({}), { kind: 'exhausted' });
    assert.equal((await health.check({ service: '' })).status, 'NOT_SERVING');
    gate.resolve({});
    await busy;
    for (const watch of watches) await watch.return(undefined);
  });

  it('answers on a port of its own, which has nothing else', async (t) => {
    const bench = await startEcho(t, { say: () => Promise.resolve({}) }, { server: { healthPort: 0 } });
    const address = `127.0.0.1:${String(bench.healthPort)}`;
    bench.server.setServing(echoName, true);
    assert.equal((await healthClient(t, address, bench).check({ service: '' })).status, 'SERVING');
    await assert.rejects(connectEcho(t, address, bench.telemetry).say({}), { kind: 'unimplemented' });
  });
});
