import assert from 'node:assert/strict';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { OpticalError } from '@optical/errors';
import fc from 'fast-check';
import { fixture } from '../../test/support/fixtures.ts';
import { assertRejected } from '@optical/testing/assert-rejected';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { SafetensorsFile } from './safetensors-file.ts';
import { writeSafetensors } from './write-safetensors.ts';
import type { TensorToWrite } from './write-safetensors.ts';

const mixed = fixture('safetensors', 'mixed.safetensors');

/** Header text, then data, as the bytes of a file. */
function encode(header: string, data: Uint8Array): Uint8Array {
  const json = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

const entry = (dtype: string, shape: number[], begin: number, end: number) =>
  JSON.stringify({ dtype, shape, data_offsets: [begin, end] });

describe('reading safetensors', () => {
  it('reads every data type of a file written by the reference implementation', async () => {
    await using file = await SafetensorsFile.open(mixed);
    assert.deepEqual([...file.metadata], [['format', 'pt']]);
    assert.equal(file.tensors.size, 17);
    const half = await file.readFloats('f16');
    assert.deepEqual([...half.data], [0.5, -2, 1023 * 2 ** -24, 65504]);
    const brain = await file.readFloats('bf16');
    assert.deepEqual(brain.shape, [2, 2]);
    assert.deepEqual([...brain.data.subarray(0, 2)], [0.5, -2]);
    assert.ok(Math.abs(brain.data[3]! / 3e38 - 1) < 2 ** -8);
    assert.deepEqual((await file.readFloats('f32.a')).shape, []);
    assert.deepEqual((await file.readFloats('é')).shape, [0, 4]);
    const long = new BigInt64Array((await file.readBytes('i64')).buffer);
    assert.deepEqual(
      long,
      BigInt64Array.from({ length: 6 }, (_, index) => BigInt(index - 3) << 40n),
    );
    assert.deepEqual([...new Int8Array(await file.readBytes('i8'))], [-3, -2, -1, 0, 1, 2]);
  });

  it('is written back to the same bytes', async (test) => {
    const copy = path.join(await temporaryFolder(test), 'copy.safetensors');
    await using file = await SafetensorsFile.open(mixed);
    const tensors = new Map<string, TensorToWrite>();
    for (const [name, { dtype, shape }] of [...file.tensors].reverse()) {
      const isFloat = dtype === 'F32' || dtype === 'F16' || dtype === 'BF16';
      const floats = isFloat ? { ...(await file.readFloats(name)), dtype } : undefined;
      tensors.set(name, floats ?? { dtype, shape, bytes: await file.readBytes(name) });
    }
    await writeSafetensors(copy, tensors, Object.fromEntries(file.metadata));
    assert.deepEqual(await readFile(copy), await readFile(mixed));
  });

  it('refuses a header that does not describe its data, naming file, tensor and expectation', async (test) => {
    const file = path.join(await temporaryFolder(test), 'bad.safetensors');
    const eight = new Uint8Array(8);
    const cases: [header: string, ...parts: string[]][] = [
      ['{"a":', 'not JSON'],
      [' {}', 'does not start with "{"'],
      [`{"a":${entry('F32', [2], 0, 8)},"a":${entry('F32', [2], 0, 8)}}`, 'tensor "a"', 'twice'],
      [`{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 'dtype', 'twice'],
      [`{"a":${entry('F31', [2], 0, 8)}}`, 'tensor "a"', 'dtype', '"F32"'],
      [`{"a":${entry('F32', [-2], 0, 8)}}`, 'tensor "a"', 'shape[0]'],
      [`{"a":${entry('F32', [1.5], 0, 8)}}`, 'tensor "a"', 'shape[0]'],
      [`{"a":${entry('F32', [3], 0, 8)}}`, 'tensor "a"', 'hold 8 bytes', 'F32 [3] needs 12'],
      [`{"a":${entry('F32', [2 ** 40, 2 ** 40], 0, 8)}}`, 'tensor "a"', 'hold 8 bytes'],
      [`{"a":${entry('F32', [2], 8, 0)}}`, 'tensor "a"', 'hold -8 bytes'],
      [`{"a":${entry('U8', [8], 0, 8)},"b":${entry('U8', [4], 4, 8)}}`, 'tensor "b"', 'overlaps', 'byte 8'],
      [`{"a":${entry('U8', [2], 0, 2)},"b":${entry('U8', [4], 4, 8)}}`, 'tensor "b"', 'hole', 'byte 2'],
      [`{"a":${entry('U8', [4], 0, 4)}}`, 'longer than its tensors', 'expected 4'],
      [`{"a":${entry('U8', [16], 0, 16)}}`, 'truncated', 'expected 16'],
      [`{"__metadata__":{"step":3}}`, '__metadata__', 'step'],
      [`{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8],"more":1}}`, 'tensor "a"', 'more'],
    ];
    for (const [header, ...parts] of cases) {
      await writeFile(file, encode(header, eight));
      await assertRejected(() => SafetensorsFile.open(file), 'data-loss', file, ...parts);
    }
  });

  it('bounds the header by the file and by the limit of the format before it allocates', async (test) => {
    const file = path.join(await temporaryFolder(test), 'long.safetensors');
    await writeFile(file, Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 0x7b, 0x7d));
    await assertRejected(() => SafetensorsFile.open(file), 'data-loss', '18446744073709551615 bytes', 'at most 2');
    await writeFile(file, encode('{}', new Uint8Array()));
    await truncate(file, 200_000_000);
    const length = new Uint8Array(8);
    new DataView(length.buffer).setBigUint64(0, 150_000_000n, true);
    await writeFile(file, length, { flag: 'r+' });
    await assertRejected(() => SafetensorsFile.open(file), 'data-loss', 'at most 100000000');
  });

  it('refuses every truncation of a file', async (test) => {
    const file = path.join(await temporaryFolder(test), 'torn.safetensors');
    const whole = await readFile(mixed);
    for (let length = 0; length < whole.length; length++) {
      await writeFile(file, whole.subarray(0, length));
      await assertRejected(() => SafetensorsFile.open(file), 'data-loss', file);
    }
  });

  it('answers any corruption of the header with an OpticalError or a readable file', async (test) => {
    const file = path.join(await temporaryFolder(test), 'corrupt.safetensors');
    const whole = await readFile(mixed);
    const headerEnd = 8 + Number(whole.readBigUInt64LE(0));
    const flips = fc.array(fc.record({ at: fc.nat(headerEnd - 1), byte: fc.nat(255) }), { minLength: 1, maxLength: 3 });
    const corruption = fc.asyncProperty(flips, async (changes) => {
      const bytes = Uint8Array.from(whole);
      for (const { at, byte } of changes) bytes[at] = byte;
      await writeFile(file, bytes);
      try {
        await using opened = await SafetensorsFile.open(file);
        for (const name of opened.tensors.keys()) await opened.readBytes(name);
      } catch (error) {
        assert.ok(error instanceof OpticalError, String(error));
      }
    });
    await fc.assert(corruption, { numRuns: 300 });
  });

  it('names file, tensor and expectation when a tensor is not what the caller needs', async () => {
    await using file = await SafetensorsFile.open(mixed);
    await assertRejected(() => file.readFloats('nothing'), 'failed-precondition', mixed, '"nothing"', 'missing');
    await assertRejected(
      () => file.readFloats('i8'),
      'failed-precondition',
      mixed,
      '"i8"',
      'is I8',
      'F32, F16 or BF16',
    );
    const wrongShape = () => file.readFloats('f16', { shape: [4] });
    await assertRejected(wrongShape, 'failed-precondition', mixed, '"f16"', '[2, 2]', 'expected [4]');
  });

  it('finds NaN and infinities when asked to', async (test) => {
    const file = path.join(await temporaryFolder(test), 'nan.safetensors');
    const data = new Uint8Array(Float32Array.of(0, NaN).buffer);
    await writeFile(file, encode(`{"w":${entry('F32', [2], 0, 8)}}`, data));
    await using opened = await SafetensorsFile.open(file);
    assert.equal((await opened.readFloats('w')).data.length, 2);
    await assertRejected(() => opened.readFloats('w', { finite: true }), 'data-loss', file, '"w"', 'element 1', 'NaN');
  });

  it('reports a file that is shortened after it was opened', async (test) => {
    const file = path.join(await temporaryFolder(test), 'shrinking.safetensors');
    await writeSafetensors(file, new Map([['w', { shape: [100], data: new Float32Array(100) }]]));
    await using opened = await SafetensorsFile.open(file);
    await truncate(file, 200);
    await assertRejected(() => opened.readFloats('w'), 'data-loss', file, 'ends at byte 200');
  });

  it('says which file is missing or is a directory', async (test) => {
    const folder = await temporaryFolder(test);
    await assertRejected(() => SafetensorsFile.open(path.join(folder, 'no')), 'not-found', path.join(folder, 'no'));
    await assertRejected(() => SafetensorsFile.open(folder), 'failed-precondition', folder, 'is a directory');
  });
});
