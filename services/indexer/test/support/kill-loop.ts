import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Passage, UpsertRequest } from '@optical/contracts/indexer';
import { startService } from '@optical/testing/service-process';
import { axis, collectionSpec, fingerprint, passage, searchRequest } from './messages.ts';

const batchPassages = 20;
const collection = 'killed';

/** What was found after all kills. */
export interface KillReport {
  readonly kills: number;
  /** Batches whose acknowledgement had arrived. */
  readonly acknowledged: number;
  readonly passages: number;
  /** Indexes that were there after the last restart: 1, or 0 while the collection is searched exactly. */
  readonly centroids: number;
}

/**
 * Streams upserts to an indexer, kills it with SIGKILL at a random moment, starts it again and checks that every
 * acknowledged batch is there whole, that the batch in flight is there whole or not at all, and that searches agree.
 * @param longestMs most milliseconds from the beginning of a stream to the kill
 */
export async function killAndCheck(
  home: string,
  kills: number,
  longestMs: number,
  onKill: (round: number, acknowledged: number) => void = () => undefined,
): Promise<KillReport> {
  // The least tokens that are scored exactly: builds, too, are killed.
  const environment = { OPTICAL_SEARCH_EXACT_TOKENS: '1000' };
  let acknowledged = -1;
  let sent = -1;
  for (let round = 0; round < kills; round++) {
    await using service = await startService('indexer', home, environment);
    const { client } = service;
    if (round === 0) await client.createCollection({ spec: collectionSpec(collection), requestId: 'create' });
    else acknowledged = await checkBatches(client, acknowledged, sent);
    const stopped = new AbortController();
    const isStopped = () => stopped.signal.aborted;
    async function* batches(): AsyncGenerator<UpsertRequest> {
      for (let batch = acknowledged + 1; !isStopped(); batch++) {
        sent = batch;
        yield { collection, spaceFingerprint: fingerprint, sequence: batch, passages: passagesOf(batch) };
        // At most one batch is in flight, so that what may be lost is known.
        while (acknowledged < batch && !isStopped()) await sleep(1);
      }
    }
    const streaming = (async () => {
      for await (const reply of client.upsert(batches())) {
        assert.deepEqual(reply.refused, []);
        acknowledged = reply.sequence;
      }
    })().catch(() => undefined);
    await sleep(Math.random() * longestMs);
    await service.kill();
    stopped.abort();
    await streaming;
    onKill(round, acknowledged + 1);
  }
  await using last = await startService('indexer', home, environment);
  acknowledged = await checkBatches(last.client, acknowledged, sent);
  const { collection: described } = await last.client.describeCollection({ collection });
  const { passages, centroids } = described!.statistics!;
  return { kills, acknowledged: acknowledged + 1, passages, centroids };
}

/** Every batch has passages of its own and replaces one of the batch before. */
function passagesOf(batch: number): Passage[] {
  const own = Array.from({ length: batchPassages }, (_, i) => textOf(batch, i));
  const again = batch === 0 ? [] : [{ ...textOf(batch - 1, 0), text: `replaced by ${batch}` }];
  return [...own, ...again];
}

const textOf = (batch: number, i: number): Passage =>
  passage(`${batch}-${i}`, [axis(batch + i), axis(i)], { text: `written by ${batch}` });

/** @returns the last batch that is there: the acknowledged one or the one after, which was in flight */
async function checkBatches(
  client: Awaited<ReturnType<typeof startService<'indexer'>>>['client'],
  acknowledged: number,
  sent: number,
): Promise<number> {
  const { collection: described } = await client.describeCollection({ collection });
  const present = described!.version!.version - 1;
  assert.ok(
    present === acknowledged || present === sent,
    `batch ${present} of ${acknowledged} acknowledged, ${sent} sent`,
  );
  assert.equal(described!.statistics!.passages, (present + 1) * batchPassages);
  for (let first = 0; first <= sent; first += 40) {
    const numbers = Array.from({ length: Math.min(40, sent + 1 - first) }, (_, i) => first + i);
    const ids = numbers.flatMap((batch) => Array.from({ length: batchPassages }, (_, i) => `${batch}-${i}`));
    const { passages, missingIds } = await client.getPassages({ collection, ids });
    const lost = missingIds.filter((id) => Number(id.split('-')[0]) <= present);
    assert.deepEqual(lost, [], 'no passage of a batch that is there is missing');
    for (const { id, text } of passages) {
      const [batch, i] = id.split('-').map(Number);
      const isReplaced = i === 0 && batch! < present;
      assert.equal(text, isReplaced ? `replaced by ${batch! + 1}` : `written by ${batch!}`, id);
    }
  }
  if (present < 0) return present;
  const request = searchRequest(collection, [axis(present), axis(0)], { k: 1000, exact: true, omitContent: true });
  const { hits, counts } = await client.search(request);
  assert.equal(counts!.eligible, (present + 1) * batchPassages);
  assert.equal(hits.length, Math.min(1000, counts!.eligible));
  assert.equal(hits[0]!.score, 2, 'the vectors are the ones that were written');
  return present;
}
