import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@optical/testing';
import { assertRejected } from '@optical/testing/assert-rejected';
import { createVectorFile } from './vector-file.ts';

/** Texts of 2, 0 and 1 vectors of 2 components. */
const texts = [Float32Array.of(1, 2, 3, 4), Float32Array.of(), Float32Array.of(5, 6)];

async function write(file: string): Promise<Buffer> {
  const vectors = await createVectorFile(file);
  for (const text of texts) await vectors.write(text, 2);
  await vectors.finish({ role: 'query' });
  return readFileSync(file);
}

const aligned = (bytes: Buffer): ArrayBuffer => Uint8Array.from(bytes).buffer;

describe('a file of vectors', () => {
  it('is a safetensors file with the rows of all texts and where each begins', async () => {
    using folder = temporaryFolder();
    const bytes = await write(path.join(folder.path, 'v.safetensors'));
    const end = 8 + Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.toString('utf8', 8, end)) as Record<string, { data_offsets: [number, number] }>;
    assert.deepEqual(header, {
      __metadata__: { role: 'query' },
      vectors: { dtype: 'F32', shape: [3, 2], data_offsets: [0, 24] },
      offsets: { dtype: 'I64', shape: [4], data_offsets: [24, 56] },
    });
    assert.equal(bytes.length, end + 56);
    assert.deepEqual([...new Float32Array(aligned(bytes.subarray(end, end + 24)))], [1, 2, 3, 4, 5, 6]);
    assert.deepEqual([...new BigInt64Array(aligned(bytes.subarray(end + 24)))], [0n, 2n, 2n, 3n]);
  });

  it('is a NumPy file with the offsets in another one beside it', async () => {
    using folder = temporaryFolder();
    const bytes = await write(path.join(folder.path, 'v.npy'));
    const end = 10 + bytes.readUInt16LE(8);
    assert.equal(bytes.toString('latin1', 0, 8), '\x93NUMPY\x01\x00');
    assert.equal(end % 64, 0);
    assert.match(
      bytes.toString('latin1', 10, end),
      /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(3, 2\), \} *\n$/,
    );
    assert.deepEqual([...new Float32Array(aligned(bytes.subarray(end)))], [1, 2, 3, 4, 5, 6]);
    const offsets = readFileSync(path.join(folder.path, 'v.offsets.npy'));
    assert.match(offsets.toString('latin1', 10, 128), /'<i8'.*\(4,\)/);
    assert.deepEqual([...new BigInt64Array(aligned(offsets.subarray(128)))], [0n, 2n, 2n, 3n]);
  });

  it('leaves nothing behind when it is discarded, and has no other formats', async () => {
    using folder = temporaryFolder();
    const file = await createVectorFile(path.join(folder.path, 'v.npy'));
    await file.write(texts[0]!, 2);
    await file.discard();
    assert.deepEqual(readdirSync(folder.path), []);
    await assertRejected(() => createVectorFile('v.csv'), 'invalid-argument', 'v.csv', '.safetensors', '.npy');
  });
});
