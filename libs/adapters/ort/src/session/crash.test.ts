import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OpticalError } from '@optical/errors';
import { floats, perceptronBatches, perceptronGraph, perceptronParameters, side, slow } from '../../test/models.ts';
import { openTraining } from '../training/open-training.ts';
import { openSession } from './open-session.ts';

const entryPoints = { worker: new URL('../../test/crashing-worker.ts', import.meta.url) };

function crash(): void {
  const channel = new BroadcastChannel('optical-crash');
  channel.postMessage('now');
  channel.close();
}

describe('a worker that dies', () => {
  it('rejects what it was asked with unavailable, and the next run gets another worker', async (t) => {
    const session = await openSession({ model: slow(20), threads: 1, entryPoints });
    t.after(() => session.close());
    const runs = Array.from({ length: 4 }, () => session.run({ x: floats([side, side], () => 0) }));
    crash();
    const results = await Promise.allSettled(runs);
    const last = results.at(-1)!;
    assert.ok(last.status === 'rejected' && last.reason instanceof OpticalError);
    assert.equal(last.reason.kind, 'unavailable');
    assert.match(last.reason.message, /told to crash/);

    const { outputs } = await session.run({ x: floats([side, side], () => 0) });
    assert.equal(outputs.y?.data.length, side * side);
  });

  it('ends a training, whose state it held', async (t) => {
    const training = await openTraining({
      graph: perceptronGraph(),
      parameters: perceptronParameters(),
      threads: 1,
      entryPoints,
    });
    t.after(() => training.close());
    crash();
    await assert.rejects(training.run(perceptronBatches(10_000)), { kind: 'unavailable' });
    await assert.rejects(training.readState(), { kind: 'unavailable' });
  });
});
