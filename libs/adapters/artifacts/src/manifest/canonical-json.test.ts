import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { OpticalError } from '@optical/errors';
import { canonicalJson } from './canonical-json.ts';

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

describe('canonicalJson', () => {
  it('says the same as JSON, and the same bytes in whatever order members were written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
        assert.equal(canonicalJson(reversed(value)), canonicalJson(value));
      }),
    );
  });

  it('is written as RFC 8785 has it', () => {
    const value = { b: [1e21, 0.000001, -0, 'é"\n'], a: { d: undefined, c: null }, B: true };
    assert.equal(canonicalJson(value), '{"B":true,"a":{"c":null},"b":[1e+21,0.000001,0,"é\\"\\n"]}');
  });

  it('refuses what JSON cannot hold, by its path', () => {
    for (const bad of [NaN, Infinity, 1n, () => 1, new Date(), new Map(), Symbol('x')]) {
      assert.throws(
        () => canonicalJson({ list: [0, bad] }),
        (error) => error instanceof OpticalError && error.message.includes('metadata.list[1]'),
      );
    }
    assert.throws(() => canonicalJson([undefined]), /metadata\[0\]/);
  });
});
