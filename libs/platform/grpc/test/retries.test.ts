import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exhausted, OpticalError } from '@optical/errors';
import { startEcho } from './support/bench.ts';

const unavailable = new OpticalError('unavailable', 'not now');

/** A handler that fails with `error` the given number of times, and counts its calls. */
function failing(times: number, error: OpticalError) {
  const state = { calls: 0 };
  const handler = () => {
    state.calls += 1;
    return state.calls <= times ? Promise.reject(error) : Promise.resolve({ number: state.calls });
  };
  return { state, handler };
}

describe('retries', () => {
  it('repeat a call that its contract declares idempotent, up to the limit', async (t) => {
    const twice = failing(2, unavailable);
    const { client } = await startEcho(t, { ask: twice.handler });
    assert.equal((await client.ask({})).number, 3);
    const thrice = failing(3, unavailable);
    const other = await startEcho(t, { ask: thrice.handler });
    await assert.rejects(other.client.ask({}), { kind: 'unavailable' });
    assert.equal(thrice.state.calls, 3);
  });

  it('never repeat another call', async (t) => {
    const { state, handler } = failing(1, unavailable);
    const { client } = await startEcho(t, { say: handler });
    await assert.rejects(client.say({}), { kind: 'unavailable' });
    assert.equal(state.calls, 1);
  });

  it('never repeat a call whose failure would be the same', async (t) => {
    for (const kind of ['invalid-argument', 'internal', 'not-found', 'failed-precondition'] as const) {
      const { state, handler } = failing(1, new OpticalError(kind, 'no'));
      const { client } = await startEcho(t, { ask: handler });
      await assert.rejects(client.ask({}), { kind });
      assert.equal(state.calls, 1);
    }
  });

  it('wait as long as an overloaded server says, and not at all when it says that waiting is no use', async (t) => {
    const overloaded = failing(1, exhausted('full', 300));
    const { client } = await startEcho(t, { ask: overloaded.handler });
    const start = performance.now();
    assert.equal((await client.ask({})).number, 2);
    assert.ok(performance.now() - start >= 295);

    const tooLarge = failing(1, new OpticalError('exhausted', 'too large'));
    const other = await startEcho(t, { ask: tooLarge.handler });
    await assert.rejects(other.client.ask({}), { kind: 'exhausted' });
    assert.equal(tooLarge.state.calls, 1);
  });

  it('end with the deadline of the call', async (t) => {
    const { state, handler } = failing(9, exhausted('full', 60_000));
    const { client } = await startEcho(t, { ask: handler });
    await assert.rejects(client.say({}), { kind: 'unimplemented' });
    // A machine that stalls may let the deadline come before the call arrives.
    for (let deadlineMs = 500; state.calls === 0; deadlineMs *= 3)
      await assert.rejects(client.ask({}, { deadlineMs }), { kind: 'deadline-exceeded' });
    assert.equal(state.calls, 1);
  });

  it('stop multiplying the calls to a server that keeps failing', async (t) => {
    const { state, handler } = failing(Infinity, unavailable);
    const { client } = await startEcho(t, { ask: handler });
    for (let call = 0; call < 30; call += 1) await assert.rejects(client.ask({}), { kind: 'unavailable' });
    assert.ok(state.calls < 40, `30 calls became ${String(state.calls)}`);
  });

  it('can be turned off', async (t) => {
    const { state, handler } = failing(1, unavailable);
    const { client } = await startEcho(t, { ask: handler }, { client: { retryAttempts: 1 } });
    await assert.rejects(client.ask({}), { kind: 'unavailable' });
    assert.equal(state.calls, 1);
  });
});
