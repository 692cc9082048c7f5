import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { EncodeRequest } from '@optical/contracts/teacher';
import { OpticalError } from '@optical/errors';
import { until } from '@optical/testing';
import { assertRejected } from '@optical/testing/assert-rejected';
import { serveTeacher } from './support/serve-teacher.ts';
import type { ServedTeacher } from './support/serve-teacher.ts';

let served: ServedTeacher;
const digests: string[] = [];
before(async () => {
  served = await serveTeacher({ OPTICAL_ENCODING_FOLLOW_INTERVAL_MS: '100', OPTICAL_ENCODING_QUEUE_TOKENS: '512' });
  for (const seed of [1, 2, 3]) digests.push(await served.publish('teacher/tiny', seed));
});
after(() => served[Symbol.asyncDispose]());

const request: EncodeRequest = {
  model: 'teacher/tiny@production',
  role: 'ROLE_PASSAGE',
  language: 'en',
  inputs: [{ tokens: { ids: [8, 9, 10] } }],
};

const promote = (digest: string) => served.client.promoteModel({ name: 'teacher/tiny', digest });

describe('models in memory', () => {
  it('follow an alias under load: no call fails, and every reply is of one version', async () => {
    await promote(digests[0]!);
    const first = await served.client.encode(request);
    const vectorsOf = new Map<string, Buffer>([[first.model!.digest, first.texts[0]!.vectors!.data]]);
    let isDone = false;
    let calls = 0;
    const caller = async (): Promise<void> => {
      while (!isDone) {
        const { model, texts } = await served.client.encode(request);
        const { data } = texts[0]!.vectors!;
        assert.deepEqual(data, vectorsOf.get(model!.digest) ?? data);
        vectorsOf.set(model!.digest, data);
        calls += 1;
      }
    };
    const callers = Array.from({ length: 6 }, caller);
    for (const digest of [digests[1]!, digests[0]!, digests[1]!]) {
      await promote(digest);
      await until(
        'the other version serves',
        async () => (await served.client.encode(request)).model!.digest === digest,
      );
    }
    isDone = true;
    await Promise.all(callers);
    assert.deepEqual([...vectorsOf.keys()].sort(), digests.slice(0, 2).sort());
    assert.ok(calls > 20, `${calls} calls`);
    const { loadedModels, device, deviceReason, memoryLimitBytes } = await served.client.describeService({});
    assert.deepEqual(
      loadedModels.map(({ version }) => [version!.digest, version!.alias]),
      [[digests[1], 'production']],
    );
    assert.ok(loadedModels[0]!.memoryBytes > 1e6 && memoryLimitBytes === 4 * 2 ** 30);
    assert.deepEqual([device, deviceReason], ['DEVICE_CPU', 'asked for']);
  });

  it('stay when the candidate is damaged', async () => {
    const { directory } = await served.artifacts.resolve(`teacher/tiny@${digests[2]!}`);
    const file = path.join(directory, 'model.safetensors');
    const bytes = await readFile(file);
    bytes[bytes.length - 9]! ^= 64;
    await chmod(file, 0o644);
    await writeFile(file, bytes);
    const before = await served.client.encode(request);
    await promote(digests[2]!);
    await assertRejected(() => served.client.loadModel({ model: request.model! }), 'data-loss', 'model.safetensors');
    const after = await served.client.encode(request);
    assert.deepEqual([after.model, after.texts], [before.model, before.texts]);
    await promote(digests[1]!);
  });

  it('are loaded, replaced and removed by hand', async () => {
    const second = await served.publish('teacher/other', 4);
    const { model, replaced, maxReferenceDifference } = await served.client.loadModel({ model: 'teacher/other' });
    assert.deepEqual([model!.version!.digest, model!.loaded, replaced], [second, true, null]);
    assert.equal(maxReferenceDifference, 0);
    const newer = await served.publish('teacher/other', 5);
    const again = await served.client.loadModel({ model: 'teacher/other' });
    assert.deepEqual([again.model!.version!.digest, again.replaced?.digest ?? second], [newer, second]);
    assert.equal((await served.client.unloadModel({ model: 'teacher/other' })).unloaded, true);
    assert.equal((await served.client.unloadModel({ model: 'teacher/other' })).unloaded, false);
    await assertRejected(() => served.client.loadModel({ model: 'teacher/none' }), 'not-found', 'teacher/none');
  });

  it('refuse what exceeds the queue and say when to come back', async () => {
    const inputs = Array.from({ length: 30 }, () => ({ tokens: { ids: [8, 9, 10, 11, 12, 13] } }));
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, () => served.client.encode({ ...request, inputs }, { deadlineMs: 20_000 })),
    );
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as OpticalError] : []));
    const done = results.filter(({ status }) => status === 'fulfilled');
    assert.ok(done.length >= 2, `${done.length} done`);
    for (const { kind, details } of refused) {
      assert.equal(kind, 'exhausted');
      assert.ok(details.retryAfterMs! >= 45);
    }
    assert.ok(refused.length > 0);
  });

  it('compute nothing for callers who have left', async () => {
    const leaving = new AbortController();
    const inputs = Array.from({ length: 40 }, () => ({ tokens: { ids: [8, 9, 10] } }));
    const calls = Array.from({ length: 8 }, () =>
      served.client.encode({ ...request, inputs }, { signal: leaving.signal }).catch((error: unknown) => error),
    );
    leaving.abort();
    for (const outcome of await Promise.all(calls)) {
      assert.ok(outcome instanceof OpticalError, 'no call has ended well');
      assert.equal(outcome.kind, 'cancelled');
    }
    assert.equal((await served.client.encode(request)).texts.length, 1);
  });
});
