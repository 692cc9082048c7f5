import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EncodeRequest, EncodeResponse__Output } from '@optical/contracts/teacher';
import { exhausted, OpticalError } from '@optical/errors';
import type { ServiceHandlers } from '@optical/grpc';
import { assertRejected } from '@optical/testing/assert-rejected';
import { addRecords } from '../src/index/add/add-records.ts';
import type { AddProgress } from '../src/index/add/add-records.ts';
import type { TextRecord } from '../src/index/add/record.ts';
import { serveIndexer } from './support/serve-indexer.ts';

const full = (): OpticalError => exhausted('no room for codes', 20);

/** Encodes a text, which is short, as soon as the test lets it. */
class Teacher {
  readonly #gates = new Map<string, Promise<void>>();

  /** Keeps a text back. @returns what lets it go */
  hold(text: string): () => void {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#gates.set(
      text,
      promise.then(() => undefined),
    );
    return () => {
      resolve(undefined);
    };
  }

  encode = async ({ inputs }: EncodeRequest): Promise<EncodeResponse__Output> => {
    const texts = inputs!.map(({ text }) => text!);
    for (const text of texts) await this.#gates.get(text);
    const vectors = { shape: [1, 2], dtype: 'DTYPE_F16', data: Buffer.alloc(4), scale: 0 };
    const encoded = texts.map((text) => {
      const tokens = { tokens: [text], spans: { starts: [0], ends: [text.length] } };
      return { truncated: false, positions: [0], tokens, vectors };
    });
    return { texts: encoded } as unknown as EncodeResponse__Output;
  };
}

async function* records(count: number): AsyncGenerator<TextRecord, void, undefined> {
  for (let record = 1; record <= count; record++) {
    await Promise.resolve();
    yield { id: `r${record}`, text: `text ${record}`, documentId: '', language: 'en', metadata: {} };
  }
}

interface Added {
  readonly teacher?: Teacher;
  readonly mayReplace?: boolean;
  readonly onWait?: (wait: number) => void;
}

/** Adds so many records, each in a batch of its own, to an indexer that does what the handlers do. */
async function add(count: number, handlers: Partial<ServiceHandlers<'indexer'>>, given: Added = {}) {
  const { teacher = new Teacher(), mayReplace = false, onWait } = given;
  await using indexer = await serveIndexer(handlers);
  const acknowledged: AddProgress[] = [];
  const waits: { ms: number; message: string }[] = [];
  const progress = await addRecords({ teacher, indexer: indexer.client }, records(count), {
    collection: 'tiny',
    spaceFingerprint: 'f',
    mayReplace,
    model: 'teacher/tiny@ab',
    maxTokens: 16,
    overlap: 0,
    batchPieces: 1,
    calls: 1,
    signal: AbortSignal.timeout(60_000),
    onAcknowledged: (now) => acknowledged.push(now),
    onRefused: () => assert.fail('nothing is refused'),
    onWait: (ms, message) => {
      waits.push({ ms, message });
      onWait?.(waits.length);
    },
  });
  return { progress, acknowledged, waits };
}

/** Writes batches, into the list, unless `look` throws. */
const upsertInto = (written: string[], look: (id: string) => void): ServiceHandlers<'indexer'>['upsert'] =>
  async function* (requests) {
    for await (const { sequence, passages } of requests) {
      for (const { id } of passages) look(id);
      written.push(...passages.map(({ id }) => id));
      yield { sequence, inserted: passages.length, version: { collection: 'tiny', version: written.length } };
    }
  };

const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => `r${index + 1}`);

describe('records that the indexer has no room for', () => {
  it('are written when there is room, each of them once and in order', async () => {
    const teacher = new Teacher();
    // One is encoded between two streams, one while both wait for it.
    const [encode4, encode8] = [teacher.hold('text 4'), teacher.hold('text 8')];
    const written: string[] = [];
    const seen = new Map<string, number>();
    const refusals = new Map([
      ['r3', 5],
      ['r7', 1],
      ['r9', 1],
    ]);
    const look = (id: string): void => {
      const times = (seen.get(id) ?? 0) + 1;
      seen.set(id, times);
      if (id === 'r7' && times === 2) encode8();
      if (times <= (refusals.get(id) ?? 0)) throw full();
    };
    const upsert = upsertInto(written, look);
    const { progress, acknowledged, waits } = await add(10, { upsert }, { teacher, onWait: encode4 });
    assert.deepEqual(written, ids(10));
    const { records: count, inserted, replaced } = progress;
    assert.deepEqual([count, inserted, replaced], [10, 10, 0]);
    assert.deepEqual(
      acknowledged.map((now) => now.records),
      Array.from({ length: 10 }, (_, index) => index + 1),
    );
    assert.ok(waits.length >= 2, `${waits.length} waits`);
    for (const wait of waits) assert.deepEqual(wait, { ms: 20, message: 'no room for codes' });
  });

  it('keep what is known of them while passages that they no longer have are looked for', async () => {
    const written: string[] = [];
    let asked = 0;
    const getPassages: ServiceHandlers<'indexer'>['getPassages'] = async () => {
      await Promise.resolve();
      asked += 1;
      // More often than the client asks by itself.
      if (asked <= 4) throw full();
      return { passages: [] };
    };
    const upsert = upsertInto(written, () => undefined);
    const { progress, waits } = await add(3, { upsert, getPassages }, { mayReplace: true });
    assert.deepEqual([written, progress.records, progress.inserted], [ids(3), 3, 3]);
    assert.ok(waits.length > 0);
  });

  it('end the command when waiting does not help', async () => {
    const written: string[] = [];
    const look = (id: string): void => {
      if (id === 'r2') throw new OpticalError('exhausted', 'the limit is 1 byte');
    };
    await assertRejected(() => add(3, { upsert: upsertInto(written, look) }), 'exhausted', 'the limit is 1 byte');
    assert.deepEqual(written, ['r1']);
  });
});
