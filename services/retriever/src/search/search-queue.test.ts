import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { OpticalError } from '@optical/errors';
import { assertRejected } from '@optical/testing/assert-rejected';
import { SearchQueue } from './search-queue.ts';

const soon = (): number => Date.now() + 60_000;
const never = new AbortController().signal;

describe('the queue of searches', () => {
  it('works on so many at a time, in order of arrival, and refuses more than may wait with a time to come back', async () => {
    let refused = 0;
    const queue = new SearchQueue({ running: 1, waiting: 1 }, () => (refused += 1));
    const done: string[] = [];
    const first = Promise.withResolvers<undefined>();
    const call = { signal: never, deadline: soon() };
    const one = queue.run(call, () => first.promise.then(() => done.push('first')));
    const two = queue.run(call, () => Promise.resolve(done.push('second')));
    assert.equal(queue.waiting, 1);
    const error = await queue.run(call, () => assert.fail('it was refused')).catch((reason: unknown) => reason);
    assert.ok(error instanceof OpticalError && error.kind === 'exhausted');
    assert.ok(error.details.retryAfterMs! >= 40);
    first.resolve(undefined);
    await Promise.all([one, two]);
    assert.deepEqual([done, refused, queue.waiting], [['first', 'second'], 1, 0]);
  });

  it('refuses at once what would be answered only after half of its time', async (t) => {
    t.mock.method(performance, 'now', () => 0);
    const queue = new SearchQueue({ running: 1, waiting: 100 }, () => undefined);
    const busy = Promise.withResolvers<undefined>();
    const running = queue.run({ signal: never, deadline: soon() }, () => busy.promise);
    await assertRejected(
      () => queue.run({ signal: never, deadline: Date.now() + 20 }, () => assert.fail('it was refused')),
      'exhausted',
      'would be answered after about 100 ms',
    );
    busy.resolve(undefined);
    await running;
  });

  it('does not take searches that fail for want of time or room for quick ones', async () => {
    const queue = new SearchQueue({ running: 1, waiting: 100 }, () => undefined);
    const call = { signal: never, deadline: soon() };
    const late = () => Promise.reject(new OpticalError('deadline-exceeded', 'the encoder has no time left'));
    for (let search = 0; search < 100; search++) await assertRejected(() => queue.run(call, late), 'deadline-exceeded');
    const busy = Promise.withResolvers<undefined>();
    const running = queue.run(call, () => busy.promise);
    const error = queue.refusal(20);
    assert.ok(error?.kind === 'exhausted' && error.details.retryAfterMs! >= 40, error?.message);
    busy.resolve(undefined);
    await running;
  });

  it('gives the place of a cancelled search to the next one, though its work goes on', async () => {
    const queue = new SearchQueue({ running: 1, waiting: 1 }, () => undefined);
    const leaving = new AbortController();
    const stuck = queue.run({ signal: leaving.signal, deadline: soon() }, () => new Promise(() => undefined));
    const next = queue.run({ signal: never, deadline: soon() }, (waited) => Promise.resolve(waited));
    await turn();
    leaving.abort(new OpticalError('cancelled', 'the caller left'));
    await assertRejected(() => stuck, 'cancelled');
    assert.ok((await next) >= 0);
  });
});
