import assert from 'node:assert/strict';
import type { Passage } from '@optical/contracts/indexer';
import type { ServiceClient } from '@optical/grpc';
import { until } from '@optical/testing/until';
import { direction, passage, searchRequest } from './messages.ts';

type Client = ServiceClient<'indexer'>;

export const batchPassages = 20;

/** Every batch has passages of its own and replaces one of the batch before. */
export function passagesOf(batch: number): Passage[] {
  const own = Array.from({ length: batchPassages }, (_, i) => passageOf(batch, i, batch));
  return batch === 0 ? own : [...own, passageOf(batch - 1, 0, batch)];
}

/** A passage as a batch writes it, with vectors that no other passage has and it itself had not before. */
function passageOf(batch: number, i: number, writer: number): Passage {
  return passage(`${batch}-${i}`, vectorsOf(batch, i, writer), { text: `written by ${writer}` });
}

function vectorsOf(batch: number, i: number, writer: number): number[][] {
  const first = 4 * (batch * batchPassages + i) + 2 * (writer - batch);
  return [direction(first), direction(first + 1)];
}

/** @returns the last batch that is there: the acknowledged one or the one after, which was in flight */
export async function checkBatches(
  client: Client,
  collection: string,
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
    const idsOf = (batch: number) => Array.from({ length: batchPassages }, (_, i) => `${batch}-${i}`);
    const ids = numbers.flatMap(idsOf);
    const { passages, missingIds } = await client.getPassages({ collection, ids, includeVectors: true });
    const absent = numbers.filter((batch) => batch > present).flatMap(idsOf);
    assert.deepEqual(missingIds, absent, 'batches are there whole or not at all');
    for (const found of passages) assertWritten(found, present);
  }
  if (present >= 0) await assertFound(client, collection, present);
  return present;
}

function assertWritten(
  { id, text, vectors }: { id: string; text: string; vectors: { data: Buffer } | null },
  last: number,
) {
  const [batch, i] = id.split('-').map(Number) as [number, number];
  const expected = passageOf(batch, i, i === 0 && batch < last ? batch + 1 : batch);
  assert.equal(text, expected.text, id);
  assert.ok(vectors!.data.equals(expected.vectors!.data as Buffer), `${id} has the vectors of ${expected.text!}`);
}

/** A passage of the last batch is found by its own vectors, which no other one comes near. */
async function assertFound(client: Client, collection: string, last: number): Promise<void> {
  const more = { k: 1000, exact: true, omitContent: true };
  const { hits, counts } = await client.search(searchRequest(collection, vectorsOf(last, 7, last), more));
  assert.equal(counts!.eligible, (last + 1) * batchPassages);
  assert.equal(hits.length, Math.min(1000, counts!.eligible));
  assert.equal(hits[0]!.id, `${last}-7`);
  assert.ok(Math.abs(hits[0]!.score - 2) < 0.01, `${hits[0]!.score}: the vectors are the ones that were written`);
}

/** 0.94 and more of the best were found; any 100 of the 600 passages there are at least hold a sixth of them. */
const compared = { queries: 10, k: 10, candidateBudget: 100, leastOverlap: 0.8 };

/**
 * Waits until the collection has an index that searches read, and compares what they find with exact searches.
 * @param last the last batch that is there
 * @returns centroids of the index
 */
export async function checkIndex(client: Client, collection: string, last: number): Promise<number> {
  const { queries, k, candidateBudget, leastOverlap } = compared;
  const search = async (batch: number, exact: boolean) => {
    const more = { k, candidateBudget, exact, omitContent: true };
    return client.search(searchRequest(collection, vectorsOf(batch, 7, batch), more));
  };
  await until(
    'searches read the index',
    async () => {
      const { counts } = await search(last, false);
      return counts!.candidates < counts!.eligible;
    },
    120_000,
  );
  let overlap = 0;
  for (let query = 0; query < queries; query++) {
    const batch = Math.floor((last * query) / (queries - 1));
    const idsOf = async (exact: boolean) => (await search(batch, exact)).hits.map(({ id }) => id);
    const [near, best] = [await idsOf(false), await idsOf(true)];
    assert.equal(best[0], `${batch}-7`);
    assert.equal(near[0], best[0]);
    overlap += near.filter((id) => best.includes(id)).length / k / queries;
  }
  assert.ok(overlap >= leastOverlap, `codes find ${overlap} of the best`);
  const { collection: described } = await client.describeCollection({ collection });
  return described!.statistics!.centroids;
}
