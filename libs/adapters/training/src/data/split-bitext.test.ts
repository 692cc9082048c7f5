import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { splitBitext } from './split-bitext.ts';

const bitext = (name: string, count: number, maxPairs = 0) => ({
  field: name,
  maxPairs,
  pairs: Array.from({ length: count }, (_, pair) => ({
    id: String(pair),
    english: `${name} ${pair}`,
    foreign: `${name} x${pair}`,
  })),
});
const heldOutOf = (parts: Awaited<ReturnType<typeof splitBitext>>) => parts.map(({ heldOut }) => heldOut.length);

describe('splitting bitext', () => {
  it('shares out the held-out pairs among the bitexts in proportion to their sizes', async () => {
    const parts = await splitBitext([bitext('a', 100), bitext('b', 300), bitext('c', 600)], {
      heldOutPairs: 20,
      seed: 1,
    });
    assert.deepEqual(heldOutOf(parts), [2, 6, 12]);
    assert.deepEqual(
      parts.map(({ training }) => training.length),
      [98, 294, 588],
    );
  });

  it('holds out no more than a tenth of any bitext and of its budget', async () => {
    const sources = [bitext('a', 40), bitext('b', 400), bitext('c', 400, 30)];
    assert.deepEqual(heldOutOf(await splitBitext(sources, { heldOutPairs: 5_000, seed: 1 })), [4, 40, 3]);
  });

  it('trains on no English sentence that is held out, whatever its translation', async () => {
    const [a] = [bitext('a', 200)];
    const other = { ...a, field: 'b', pairs: a.pairs.map((pair) => ({ ...pair, foreign: `${pair.foreign} b` })) };
    const [first, second] = await splitBitext([a, other], { heldOutPairs: 40, seed: 3 });
    const heldOut = new Set([...first!.heldOut, ...second!.heldOut]);
    assert.ok(heldOut.size >= 20);
    for (const place of [...first!.training, ...second!.training]) assert.ok(!heldOut.has(place), String(place));
  });
});
