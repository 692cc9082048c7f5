import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { UpsertRequest } from '@optical/contracts/indexer';
import { OpticalError } from '@optical/errors';
import { startService } from '@optical/testing/service-process';
import { until } from '@optical/testing/until';
import { checkBatches, checkIndex, passagesOf } from './batches.ts';
import { collectionSpec, fingerprint } from './messages.ts';

const collection = 'killed';

/** The least tokens that are scored exactly, and batches that have more: builds, too, are killed. */
const environment = { OPTICAL_SEARCH_EXACT_TOKENS: '1000' };
const batchesToBuild = 30;

/** What was found after all kills. */
export interface KillReport {
  readonly kills: number;
  /** Batches whose acknowledgement had arrived. */
  readonly acknowledged: number;
  /** Fewest batches that were acknowledged between a start and its kill. */
  readonly fewest: number;
  readonly passages: number;
  /** Centroids of the index after the last restart. */
  readonly centroids: number;
}

/**
 * Streams upserts to an indexer, kills it with SIGKILL at a random moment, starts it again and checks that every
 * acknowledged batch is there whole, that the batch in flight is there whole or not at all, and that searches agree: in
 * the end by candidates, too.
 * @param longestMs most milliseconds from the first acknowledgements of a stream to the kill
 */
export async function killAndCheck(
  home: string,
  kills: number,
  longestMs: number,
  onKill: (round: number, acknowledged: number) => void = () => undefined,
): Promise<KillReport> {
  let acknowledged = -1;
  let sent = -1;
  let fewest = Infinity;
  for (let round = 0; round < kills; round++) {
    await using service = await startService('indexer', home, environment);
    const { client } = service;
    if (round === 0) await client.createCollection({ spec: collectionSpec(collection), requestId: 'create' });
    else acknowledged = await checkBatches(client, collection, acknowledged, sent);
    const before = acknowledged;
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
    const stream = async () => {
      for await (const reply of client.upsert(batches())) {
        assert.deepEqual(reply.refused, []);
        acknowledged = reply.sequence;
      }
      assert.ok(isStopped(), 'the service ended a stream that went on');
    };
    const streaming = stream().catch((error: unknown) => {
      if (isStopped() && isLostConnection(error)) return;
      stopped.abort();
      throw error;
    });
    const isDue = () => isStopped() || acknowledged - before >= (round === 0 ? batchesToBuild : 1);
    const due = until('batches are acknowledged', isDue, 60_000).then(() => sleep(Math.random() * longestMs));
    await Promise.race([due, streaming]);
    const killed = service.kill();
    stopped.abort();
    await killed;
    await streaming;
    fewest = Math.min(fewest, acknowledged - before);
    onKill(round, acknowledged + 1);
  }
  await using last = await startService('indexer', home, environment);
  acknowledged = await checkBatches(last.client, collection, acknowledged, sent);
  const centroids = await checkIndex(last.client, collection, acknowledged);
  const { collection: described } = await last.client.describeCollection({ collection });
  const { passages } = described!.statistics!;
  return { kills, acknowledged: acknowledged + 1, fewest, passages, centroids };
}

/** What a client hears of a process that was killed. */
function isLostConnection(error: unknown): boolean {
  return error instanceof OpticalError && (error.kind === 'unavailable' || error.kind === 'cancelled');
}
