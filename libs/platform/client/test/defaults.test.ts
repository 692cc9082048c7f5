import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { describe, it } from 'node:test';
import { createRetrieverClient, OpticalError } from '../src/index.ts';
import { found, startRetriever } from './support/start-retriever.ts';

/** A search that fails with `error` the given number of times, and counts the attempts. */
function failing(times: number, error: OpticalError) {
  const state = { attempts: 0 };
  const search = () => {
    state.attempts += 1;
    return state.attempts <= times ? Promise.reject(error) : Promise.resolve(found);
  };
  return { state, search };
}

describe('a client of which nothing is said but the address', () => {
  it('gives every call ten seconds', async (t) => {
    const call = { deadline: 0, latest: 0 };
    const address = await startRetriever(t, {
      search: (_, { deadline }) => {
        Object.assign(call, { deadline, latest: Date.now() + 10_000 });
        return Promise.resolve(found);
      },
    });
    using client = createRetrieverClient({ address });
    const began = Date.now();
    await client.search('vita');
    // The time left travels in whole milliseconds.
    assert.ok(call.deadline >= began + 9_990 && call.deadline <= call.latest, JSON.stringify({ began, ...call }));
  });

  it('gives up on a server that does not answer in the time that the call has', async (t) => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    silent.listen(0, '127.0.0.1');
    t.after(() => {
      silent.close();
      for (const socket of sockets) socket.destroy();
    });
    await once(silent, 'listening');
    const address = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
    using client = createRetrieverClient({ address, deadlineMs: 100 });
    await assert.rejects(client.search('vita'), { name: 'OpticalError', kind: 'deadline-exceeded' });
    await assert.rejects(client.batch([{ query: 'vita' }], { deadlineMs: 50 }), { kind: 'deadline-exceeded' });
  });

  it('tries again what the service could not take, twice', async (t) => {
    const twice = failing(2, new OpticalError('unavailable', 'not now'));
    using client = createRetrieverClient({ address: await startRetriever(t, { search: twice.search }) });
    assert.equal((await client.search('vita')).hits[0]!.id, 'p1');
    assert.equal(twice.state.attempts, 3);

    const thrice = failing(3, new OpticalError('unavailable', 'not now'));
    using other = createRetrieverClient({ address: await startRetriever(t, { search: thrice.search }) });
    await assert.rejects(other.search('vita'), { kind: 'unavailable', message: 'not now' });
    assert.equal(thrice.state.attempts, 3);
  });

  it('does not try again what would fail the same', async (t) => {
    for (const kind of ['invalid-argument', 'not-found', 'failed-precondition', 'internal'] as const) {
      const refused = failing(1, new OpticalError(kind, 'no'));
      using client = createRetrieverClient({ address: await startRetriever(t, { search: refused.search }) });
      await assert.rejects(client.search('vita'), { kind });
      assert.equal(refused.state.attempts, 1, kind);
    }
  });

  it('does not try again when told so', async (t) => {
    const refused = failing(1, new OpticalError('unavailable', 'not now'));
    using client = createRetrieverClient({ address: await startRetriever(t, { search: refused.search }), attempts: 1 });
    await assert.rejects(client.search('vita'), { kind: 'unavailable' });
    assert.equal(refused.state.attempts, 1);
  });
});
