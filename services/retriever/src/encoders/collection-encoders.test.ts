import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { DescribeCollectionResponse__Output } from '@optical/contracts/indexer';
import { exhausted, failedPrecondition } from '@optical/errors';
import { assertRejected } from '@optical/testing/assert-rejected';
import { CollectionEncoders } from './collection-encoders.ts';

/** An indexer whose answers are given by the test, and a clock that the test moves. */
class Indexer {
  readonly #asked: PromiseWithResolvers<DescribeCollectionResponse__Output>[] = [];
  nowMs = 0;
  readonly encoders = new CollectionEncoders(
    () => ({
      describeCollection: () => {
        const asked = Promise.withResolvers<DescribeCollectionResponse__Output>();
        this.#asked.push(asked);
        return asked.promise;
      },
    }),
    () => this.nowMs,
  );

  /** Questions so far. */
  get count(): number {
    return this.#asked.length;
  }

  /** Answers a question, counted from 1, with the collection that the alias means. */
  async answer(question: number, collection: string): Promise<void> {
    const encoder = { name: `teacher/${collection}`, digest: 'ab', createTime: null };
    const spec = { name: collection, encoder, space: { fingerprint: collection, dims: 2, normalized: true } };
    this.#asked[question - 1]!.resolve({ collection: { spec } } as unknown as DescribeCollectionResponse__Output);
    await turn();
  }

  async fail(question: number): Promise<void> {
    this.#asked[question - 1]!.reject(exhausted('8 searches wait already, the limit', 100));
    await turn();
  }

  /** The collection that searches by the alias take it to mean, without a wait. */
  async known(): Promise<string | undefined> {
    return Promise.race([this.encoders.of('live').then(({ collection }) => collection), turn(undefined)]);
  }

  /** Has the alias told once, at time 0. */
  static async told(): Promise<Indexer> {
    const indexer = new Indexer();
    const first = indexer.encoders.of('live');
    await indexer.answer(1, 'old');
    assert.equal((await first).reference, 'teacher/old@ab');
    return indexer;
  }
}

describe('what is known of the encoder of a collection', () => {
  it('is asked once for all who wait for it, and not again while it is current', async () => {
    const indexer = new Indexer();
    const waiting = Promise.all(Array.from({ length: 5 }, () => indexer.encoders.of('live')));
    assert.equal(indexer.count, 1);
    await indexer.answer(1, 'old');
    assert.deepEqual(new Set((await waiting).map(({ collection }) => collection)), new Set(['old']));
    indexer.nowMs = 4_999;
    assert.deepEqual([await indexer.known(), indexer.count], ['old', 1]);
  });

  it('is used while it is asked again, by one question at a time', async () => {
    const indexer = await Indexer.told();
    indexer.nowMs = 5_000;
    assert.deepEqual([await indexer.known(), await indexer.known(), indexer.count], ['old', 'old', 2]);
    indexer.nowMs = 30_000;
    assert.deepEqual([await indexer.known(), indexer.count], ['old', 2], 'the question is still under way');
    await indexer.answer(2, 'new');
    assert.equal(await indexer.known(), 'new');
  });

  it('stays in use when the indexer has no room for the question, which is put again later', async () => {
    const indexer = await Indexer.told();
    indexer.nowMs = 5_000;
    await indexer.known();
    await indexer.fail(2);
    indexer.nowMs = 9_999;
    assert.deepEqual([await indexer.known(), indexer.count], ['old', 2]);
    indexer.nowMs = 10_000;
    assert.deepEqual([await indexer.known(), indexer.count], ['old', 3]);
    await indexer.answer(3, 'new');
    assert.equal(await indexer.known(), 'new');
  });

  it('is waited for when it is a minute old, and a failure is told then', async () => {
    const indexer = await Indexer.told();
    indexer.nowMs = 60_000;
    assert.equal(await indexer.known(), undefined);
    const waiting = assertRejected(() => indexer.encoders.of('live'), 'exhausted');
    await indexer.fail(2);
    await waiting;
    const again = indexer.encoders.of('live');
    await indexer.answer(3, 'new');
    assert.equal((await again).collection, 'new');
  });

  it('is asked anew when it did not hold, whatever an earlier question is answered', async () => {
    const indexer = await Indexer.told();
    indexer.nowMs = 5_000;
    await indexer.known();
    indexer.encoders.forget('live');
    assert.equal(await indexer.known(), undefined);
    await indexer.answer(3, 'new');
    await indexer.answer(2, 'old');
    assert.equal(await indexer.known(), 'new');
  });

  it('is current for work that nothing would refuse, and looked up once more when it is refused', async () => {
    const indexer = await Indexer.told();
    indexer.nowMs = 5_000;
    const tried: string[] = [];
    const done = indexer.encoders.using('live', async ({ collection }) => {
      tried.push(collection);
      await Promise.resolve();
      if (collection !== 'newest') throw failedPrecondition('vectors of another space');
      return collection;
    });
    await turn();
    assert.deepEqual(tried, [], 'it waits');
    await indexer.answer(2, 'new');
    await indexer.answer(3, 'newest');
    assert.equal(await done, 'newest');
    assert.deepEqual(tried, ['new', 'newest']);
  });
});
