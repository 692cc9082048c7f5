import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readEncoderCheckpoint } from '@optical/checkpoints';
import { tinyModel } from '../../test/support/fixtures.ts';
import { spaceFingerprint } from './space-fingerprint.ts';

const tiny = await readEncoderCheckpoint(tinyModel('tiny-pylate'));

describe('the fingerprint of a vector space', () => {
  it('changes with one bit of one weight, the architecture, the tokenizer and the passage marker', async () => {
    const name = 'layer.0.feedForward.down.bias';
    const { shape, data } = tiny.parameters.get(name)!;
    const changed = Float32Array.from(data);
    new Uint32Array(changed.buffer)[3]! ^= 1;
    const variants = [
      tiny,
      { ...tiny, parameters: new Map(tiny.parameters).set(name, { shape, data: changed }) },
      { ...tiny, architecture: { ...tiny.architecture, layerNormEps: 1e-6 } },
      {
        ...tiny,
        tokenizer: {
          ...tiny.tokenizer!,
          json: new TextEncoder().encode(`${new TextDecoder().decode(tiny.tokenizer!.json)} `),
        },
      },
      { ...tiny, lateInteraction: { ...tiny.lateInteraction!, documentPrefix: '' } },
    ];
    const fingerprints = await Promise.all(variants.map(spaceFingerprint));
    assert.equal(new Set(fingerprints).size, variants.length);
  });

  it('does not change with lengths, queries and the order of parameters', async () => {
    const reordered = new Map([...tiny.parameters].reverse());
    const settings = { ...tiny.lateInteraction!, documentLength: 12, queryLength: 8, queryExpansion: false };
    const variant = { ...tiny, parameters: reordered, lateInteraction: settings };
    assert.equal(await spaceFingerprint(variant), await spaceFingerprint(tiny));
  });
});
