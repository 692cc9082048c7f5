import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { assertRejected } from '@optical/testing/assert-rejected';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { SafetensorsFile } from './safetensors-file.ts';
import { writeSafetensors } from './write-safetensors.ts';
import type { TensorToWrite } from './write-safetensors.ts';

describe('writing safetensors', () => {
  it('returns length and sha256 of what is then on the disk, the same whatever the order of the tensors', async (test) => {
    const folder = await temporaryFolder(test);
    const tensors: [string, TensorToWrite][] = [
      ['b', { shape: [2], data: Float32Array.of(1, 2) }],
      ['a', { shape: [3], data: Float32Array.of(3, 4, 5), dtype: 'F16' }],
    ];
    const one = await writeSafetensors(path.join(folder, 'one'), new Map(tensors));
    const other = await writeSafetensors(path.join(folder, 'other'), new Map([...tensors].reverse()));
    const bytes = await readFile(path.join(folder, 'one'));
    assert.deepEqual(one, { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    assert.deepEqual(other, one);
    assert.equal(Number(bytes.readBigUInt64LE(0)) % 8, 0);
  });

  it('gives back any names, shapes and finite values bit for bit', async (test) => {
    const folder = await temporaryFolder(test);
    const tensor = fc.array(fc.nat(4), { maxLength: 3 }).chain((shape) => {
      const length = shape.reduce((product, dimension) => product * dimension, 1);
      return fc.record({
        shape: fc.constant(shape),
        data: fc.float32Array({ minLength: length, maxLength: length, noNaN: true, noDefaultInfinity: true }),
      });
    });
    const names = fc.string({ unit: 'grapheme', minLength: 1 });
    let count = 0;
    const property = fc.asyncProperty(fc.dictionary(names, tensor, { maxKeys: 5 }), async (dictionary) => {
      const file = path.join(folder, String(count++));
      await writeSafetensors(file, new Map(Object.entries(dictionary)));
      await using opened = await SafetensorsFile.open(file);
      assert.deepEqual([...opened.tensors.keys()].sort(), Object.keys(dictionary).sort());
      for (const [name, { shape, data }] of Object.entries(dictionary)) {
        assert.deepEqual(await opened.readFloats(name, { finite: true }), { shape, data });
      }
    });
    await fc.assert(property, { numRuns: 50 });
  });

  it('converts tensors larger than one chunk', async (test) => {
    const file = path.join(await temporaryFolder(test), 'large');
    const length = 2 ** 21 + 5;
    const data = Float32Array.from({ length }, (_, index) => (index % 2048) - 1024);
    await writeSafetensors(file, new Map([['half', { shape: [length], data, dtype: 'F16' }]]));
    await using opened = await SafetensorsFile.open(file);
    assert.deepEqual((await opened.readFloats('half')).data, data);
  });

  it('refuses NaN and values beyond the range of the data type', async (test) => {
    const folder = await temporaryFolder(test);
    const write = (dtype: 'F32' | 'F16' | 'BF16', value: number) => () =>
      writeSafetensors(
        path.join(folder, `${dtype} ${value}`),
        new Map([['w', { shape: [2], data: Float32Array.of(1, value), dtype }]]),
      );
    await assertRejected(write('F16', 70_000), 'out-of-range', '"w"', 'element 1 is 70000', 'finite F16');
    await assertRejected(write('F32', NaN), 'out-of-range', '"w"', 'element 1 is NaN');
    await assertRejected(write('BF16', -Infinity), 'out-of-range', '"w"', 'element 1 is -Infinity');
    await write('F16', 65_504)();
  });

  it('refuses data that do not fit the shape, and a file that is there already', async (test) => {
    const file = path.join(await temporaryFolder(test), 'w');
    const write = (shape: number[]) => () =>
      writeSafetensors(file, new Map([['w', { shape, data: new Float32Array(6) }]]));
    await assertRejected(write([2, 2]), 'invalid-argument', file, '"w"', 'F32 [2, 2] needs 16 bytes', 'has 24');
    await write([2, 3])();
    await assertRejected(write([2, 3]), 'already-exists', file);
  });
});
