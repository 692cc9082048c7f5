import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Thread } from './thread.ts';

interface Methods {
  readonly fail: (reason: string) => never;
}

/** Throws outside of any call what it is asked to, as a defect or a want of memory would. */
const entry = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ method, argument }) => {
      if (method === 'close') parentPort.close();
      else throw new Error(argument);
    });
  `)}`,
);

describe('a thread of the vector store', () => {
  it('tells when it dies, and rejects what it was asked and will be asked', async () => {
    const thread = new Thread<Methods>(entry, undefined);
    const gone = { kind: 'unavailable', message: /a thread of the vector store is gone: out of luck/ };
    await assert.rejects(thread.call('fail', 'out of luck'), gone);
    await assert.rejects(thread.call('fail', 'again'), gone);
    assert.match((await thread.died).message, /out of luck/);
  });

  it('does not count as dead when it was closed', async () => {
    const thread = new Thread<Methods>(entry, undefined);
    let died = false;
    void thread.died.then(() => (died = true));
    await thread.close();
    await turn();
    assert.equal(died, false);
  });
});
