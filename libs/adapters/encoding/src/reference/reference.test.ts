import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { readEncoderCheckpoint } from '@optical/checkpoints';
import { temporaryFolder } from '@optical/testing';
import { assertRejected } from '@optical/testing/assert-rejected';
import { tinyModel } from '../../test/support/fixtures.ts';
import { openEncoder } from '../open-encoder.ts';
import { readReference, writeReference } from './reference-file.ts';
import { checkReference, computeReference } from './reference-vectors.ts';

const checkpoint = await readEncoderCheckpoint(tinyModel('tiny-pylate'));

describe('reference vectors', () => {
  it('are the same bits after they were stored and the model was loaded again', async (test) => {
    using folder = temporaryFolder();
    const file = path.join(folder.path, 'reference.safetensors');
    const first = await openEncoder({ checkpoint, threads: 1 });
    const reference = await computeReference(first);
    await first.close();
    await writeReference(file, reference);
    const stored = await readReference(file);
    assert.deepEqual(stored, reference);
    assert.deepEqual(
      stored.cases.map(({ role, ids }) => [role, ids.length]),
      [...[1, 7, 16, 16].map((length) => ['query', length]), ...[1, 7, 16, 16].map((length) => ['passage', length])],
    );
    const second = await openEncoder({ checkpoint, threads: 2 });
    test.after(() => second.close());
    assert.equal(await checkReference(second, stored), 0);
  });

  it('tell a model with one changed weight from the one they were stored for', async (test) => {
    const encoder = await openEncoder({ checkpoint, threads: 1 });
    const reference = await computeReference(encoder);
    await encoder.close();
    const name = 'layer.0.attention.value.weight';
    const { shape, data } = checkpoint.parameters.get(name)!;
    const parameters = new Map(checkpoint.parameters).set(name, { shape, data: data.with(5, data[5]! + 0.5) });
    const changed = await openEncoder({ checkpoint: { ...checkpoint, parameters }, threads: 1 });
    test.after(() => changed.close());
    await assertRejected(() => checkReference(changed, reference), 'failed-precondition', 'differ', '0.001');
  });

  it('refuse vectors of another shape and files that hold none', async (test) => {
    using folder = temporaryFolder();
    const encoder = await openEncoder({ checkpoint, threads: 1 });
    test.after(() => encoder.close());
    const [first] = (await computeReference(encoder)).cases;
    const shorter = { dims: 8, cases: [{ ...first!, vectors: first!.vectors.slice(8) }] };
    await assertRejected(() => checkReference(encoder, shorter), 'failed-precondition', 'Infinity');
    await assertRejected(() => checkReference(encoder, { dims: 16, cases: [] }), 'failed-precondition', '8', '16');
    const file = path.join(folder.path, 'file');
    await assertRejected(() => readReference(file), 'not-found');
    await writeFile(file, 'not a tensor file');
    await assertRejected(() => readReference(file), 'data-loss');
  });
});
