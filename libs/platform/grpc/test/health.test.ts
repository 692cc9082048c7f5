import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { createHealthClient } from '../src/index.ts';
import type { HealthClient } from '../src/index.ts';
import { clientSettings, startEcho } from './support/bench.ts';
import type { Bench } from './support/bench.ts';
import { echoName } from './support/echo-service.ts';

function connectHealth(t: TestContext, address: string, { telemetry }: Bench): HealthClient {
  const client = createHealthClient({ address, settings: clientSettings(), telemetry });
  t.after(() => {
    client.close();
  });
  return client;
}

describe('health', () => {
  it('goes from NOT_SERVING to SERVING and back, for the service and for the whole', async (t) => {
    const bench = await startEcho(t, {});
    const health = connectHealth(t, bench.address, bench);
    const both = async () => [await health.check(echoName), await health.check('')];
    assert.deepEqual(await both(), ['NOT_SERVING', 'NOT_SERVING']);
    bench.server.setServing(echoName, true);
    assert.deepEqual(await both(), ['SERVING', 'SERVING']);
    bench.server.setServing(echoName, false);
    assert.deepEqual(await both(), ['NOT_SERVING', 'NOT_SERVING']);
  });

  it('is watched through every change, and a watch ends with the server', async (t) => {
    const bench = await startEcho(t, {});
    const health = connectHealth(t, bench.address, bench);
    const watch = health.watch(echoName);
    const next = async () => (await watch.next()).value as string | undefined;
    assert.equal(await next(), 'NOT_SERVING');
    bench.server.setServing(echoName, true);
    assert.equal(await next(), 'SERVING');
    const drained = bench.server.drain();
    assert.equal(await next(), 'NOT_SERVING');
    assert.equal(await next(), undefined);
    await drained;
  });

  it('reports a model without letting it decide for the whole, and knows no other names', async (t) => {
    const bench = await startEcho(t, {});
    const health = connectHealth(t, bench.address, bench);
    bench.server.setServing(echoName, true);
    bench.server.setServing('models/student', false);
    assert.equal(await health.check('models/student'), 'NOT_SERVING');
    assert.equal(await health.check(''), 'SERVING');
    await assert.rejects(health.check('nothing'), { kind: 'not-found' });
  });

  it('takes no place of the calls that are limited', async (t) => {
    const gate = Promise.withResolvers<object>();
    const server = { calls: { running: 1, waiting: 0, runningStreams: 1 } };
    const bench = await startEcho(t, { say: () => gate.promise }, { server });
    const health = connectHealth(t, bench.address, bench);
    const watches = [1, 2, 3].map(() => health.watch(''));
    for (const watch of watches) assert.equal((await watch.next()).value, 'NOT_SERVING');
    const busy = bench.client.say({});
    await assert.rejects(bench.client.say({}), { kind: 'exhausted' });
    assert.equal(await health.check(''), 'NOT_SERVING');
    gate.resolve({});
    await busy;
    for (const watch of watches) await watch.return(undefined);
  });

  it('answers on a port of its own, which has nothing else', async (t) => {
    const bench = await startEcho(t, { say: () => Promise.resolve({}) }, { server: { healthPort: 0 } });
    const address = `127.0.0.1:${String(bench.healthPort)}`;
    bench.server.setServing(echoName, true);
    assert.equal(await connectHealth(t, address, bench).check(''), 'SERVING');
    await assert.rejects(bench.connectTo(address).say({}), { kind: 'unimplemented' });
  });
});
