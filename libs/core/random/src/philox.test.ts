import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { philox, randomWords } from './philox.ts';

describe('Philox 4x32-10', () => {
  it("gives the known answers of its authors' Random123 library", () => {
    assert.deepEqual(philox([0, 0, 0, 0], [0, 0]), [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
    const ones = 0xffffffff;
    assert.deepEqual(philox([ones, ones, ones, ones], [ones, ones]), [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]);
    assert.deepEqual(
      philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]),
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    );
  });

  it('is fixed by seed and stream', () => {
    const first = (seed: number, stream: number) => randomWords(seed, stream)();
    assert.equal(first(1, 2), first(1, 2));
    assert.equal(new Set([first(0, 0), first(1, 0), first(0, 1), first(1, 1)]).size, 4);
  });
});
