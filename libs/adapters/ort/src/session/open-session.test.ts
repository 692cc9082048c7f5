import assert from 'node:assert/strict';
import { readdirSync, readlinkSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { after, before, describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { tensor } from '@optical/graph';
import { doubling, floats, halves, lookup, side, slow } from '../../test/models.ts';
import { openSession } from './open-session.ts';
import type { EncodeSession, OpenSessionOptions } from './open-session.ts';

async function open(t: TestContext, options: OpenSessionOptions): Promise<EncodeSession> {
  const session = await openSession(options);
  t.after(() => session.close());
  return session;
}

const identity = (): ReturnType<typeof floats> => floats([side, side], (index) => (index % (side + 1) === 0 ? 1 : 0));

describe('openSession', () => {
  let session: EncodeSession;
  before(async () => {
    session = await openSession({ model: doubling(), threads: 1 });
  });
  after(() => session.close());

  it('runs a model given as bytes and tells its inputs and outputs', async () => {
    const { outputs, seconds } = await session.run({ x: floats([2, 3]) });
    assert.deepEqual(outputs, { y: floats([2, 3], (index) => 2 * index) });
    assert.ok(seconds.queue >= 0 && seconds.run > 0);
    const dynamic = { dtype: 'float32', shape: ['rows', 'columns'] } as const;
    assert.deepEqual(session.describe(), {
      device: 'cpu',
      workers: 1,
      inputs: [{ name: 'x', ...dynamic }],
      outputs: [{ name: 'y', ...dynamic }],
    });
  });

  it('takes the buffers of its feeds, except views and shared memory', async () => {
    const own = floats([1, 4]);
    await session.run({ x: own });
    assert.equal(own.data.length, 0);

    const view = new Float32Array(new ArrayBuffer(64), 16, 4).fill(3);
    const shared = new Float32Array(new SharedArrayBuffer(16)).fill(4);
    for (const data of [view, shared]) {
      const { outputs } = await session.run({ x: { dtype: 'float32', shape: [1, 4], data } });
      assert.deepEqual(
        outputs.y?.data,
        Float32Array.from(data, (x) => 2 * x),
      );
      assert.equal(data.length, 4);
    }
  });

  it('refuses feeds of the wrong shape with the name and shape of the input', async () => {
    await assert.rejects(session.run({ x: floats([4]) }), {
      kind: 'invalid-argument',
      message: 'x: x float32 [rows, columns]: float32 [4] was given',
    });
  });

  it('keeps nothing of the runtime that reports usage to its vendor', { skip: process.platform !== 'linux' }, () => {
    const open = readdirSync('/proc/self/fd').map((descriptor) => {
      try {
        return readlinkSync(`/proc/self/fd/${descriptor}`);
      } catch {
        return '';
      }
    });
    assert.deepEqual(
      open.filter((path) => /DeveloperTools|mat-debug/.test(path)),
      [],
    );
  });

  it('refuses a file that is no model, and one that is not there', async () => {
    await assert.rejects(openSession({ model: Uint8Array.of(1, 2, 3) }), { kind: 'failed-precondition' });
    await assert.rejects(openSession({ model: 'absent.onnx' }), /absent\.onnx/);
  });

  it('refuses numbers of threads and workers that make no sense', async () => {
    await assert.rejects(openSession({ model: doubling(), threads: 0.5 }), /threads: 0.5 is not/);
    await assert.rejects(openSession({ model: doubling(), workers: 0 }), /workers: 0 is not/);
  });
});

describe('a session', () => {
  it('reports values that the model refuses as the fault of the feeds', async (t) => {
    const session = await open(t, { model: lookup(5), threads: 1 });
    const ids = tensor('int64', [1, 3], [0, 4, 99]);
    await assert.rejects(session.run({ ids, table: floats([5, 2]) }), (error: Error & { kind: string }) => {
      assert.equal(error.kind, 'invalid-argument');
      assert.match(error.message, /idx=99 .*fed ids int64 \[1, 3\], table float32 \[5, 2\]/);
      return true;
    });
  });

  it('carries half precision as bit patterns', async (t) => {
    const session = await open(t, { model: halves(), threads: 1 });
    const { outputs } = await session.run({ x: tensor('float16', [3], [1, -0.5, 1000]) });
    assert.deepEqual(outputs.y, tensor('float16', [3], [2, -1, 2000]));
  });

  it('leaves the event loop of the caller free while it runs', async (t) => {
    const session = await open(t, { model: slow(600), threads: 1 });
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const { seconds } = await session.run({ x: identity() });
    delay.disable();
    assert.ok(seconds.run > 0.05, `a run of ${seconds.run} s shows nothing`);
    // The timer's own millisecond is part of the measure; the median does not see what other processes do.
    assert.ok(delay.percentile(50) < 6e6, `median lag ${delay.percentile(50) / 1e6} ms`);
  });

  it('refuses runs beyond its queue, drops waiting ones that are cancelled, and ends the rest', async (t) => {
    const session = await open(t, { model: slow(50), threads: 1, queueLimit: 2 });
    const controller = new AbortController();
    const runs = Array.from({ length: 3 }, () => session.run({ x: identity() }));
    const cancelled = session.run({ x: identity() }, { signal: controller.signal });
    await assert.rejects(session.run({ x: identity() }), { kind: 'exhausted' });
    controller.abort();
    await assert.rejects(cancelled, { kind: 'cancelled' });
    for (const { outputs } of await Promise.all(runs)) assert.deepEqual(outputs.y, identity());
  });

  it('lets the running run end when it closes, and refuses what comes later', async (t) => {
    const session = await open(t, { model: slow(50), threads: 1 });
    const [running, posted, waiting] = Array.from({ length: 3 }, () => session.run({ x: identity() }));
    const refused = assert.rejects(waiting!, { kind: 'cancelled' });
    const closed = session.close();
    assert.deepEqual((await running!).outputs.y, identity());
    assert.deepEqual((await posted!).outputs.y, identity());
    await refused;
    await closed;
    await assert.rejects(session.run({ x: identity() }), { kind: 'failed-precondition' });
  });

  it('shares its runs among several workers', async (t) => {
    const session = await open(t, { model: slow(100), threads: 1, workers: 2, queueLimit: 1 });
    // Each worker computes one, holds one ready and lets one wait.
    const runs = Array.from({ length: 6 }, () => session.run({ x: identity() }));
    await assert.rejects(session.run({ x: identity() }), { kind: 'exhausted' });
    assert.equal((await Promise.all(runs)).length, 6);
  });
});
