import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixtureJson } from '../../test/support/fixtures.ts';
import { decodeFloats, encodeFloats } from './half-precision.ts';

const rounding = fixtureJson('safetensors', 'rounding.json') as Record<'float32' | 'float16' | 'bfloat16', number[]>;

const allPatterns = new Uint8Array(Uint16Array.from({ length: 65536 }, (_, pattern) => pattern).buffer);

/** The value of a binary format by its definition (IEEE 754), for finite patterns and infinities. */
function valueOf(pattern: number, exponentBits: number, fractionBits: number): number {
  const exponent = (pattern >> fractionBits) & (2 ** exponentBits - 1);
  const fraction = (pattern & (2 ** fractionBits - 1)) / 2 ** fractionBits;
  const bias = 2 ** (exponentBits - 1) - 1;
  const sign = pattern >> 15 === 1 ? -1 : 1;
  if (exponent === 2 ** exponentBits - 1) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias));
}

describe('half precision', () => {
  for (const [dtype, exponentBits, fractionBits] of [
    ['F16', 5, 10],
    ['BF16', 8, 7],
  ] as const) {
    it(`decodes all 65536 patterns of ${dtype} to the values of the definition`, () => {
      const decoded = new Float32Array(65537);
      decodeFloats(dtype, allPatterns, decoded, 1);
      for (let pattern = 0; pattern < 65536; pattern++) {
        assert.ok(Object.is(decoded[pattern + 1], valueOf(pattern, exponentBits, fractionBits)), pattern.toString(16));
      }
    });

    it(`rounds to ${dtype} as PyTorch does`, () => {
      const values = new Float32Array(Int32Array.from(rounding.float32).buffer);
      const encoded = encodeFloats(dtype, values);
      const expected = Int16Array.from(dtype === 'F16' ? rounding.float16 : rounding.bfloat16);
      assert.deepEqual(new Int16Array(encoded.buffer), expected);
    });
  }

  it('keeps a NaN a NaN in bfloat16 whatever its payload', () => {
    const bits = new Uint16Array(
      encodeFloats('BF16', new Float32Array(Uint32Array.of(0x7f800001, 0xffffffff).buffer)).buffer,
    );
    for (const pattern of bits) assert.ok(Number.isNaN(valueOf(pattern, 8, 7)), pattern.toString(16));
  });
});
