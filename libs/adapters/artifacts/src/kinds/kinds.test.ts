import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { languageTag, modelKind } from '../index.ts';

describe('kinds', () => {
  it('take languages as BCP 47 tags in canonical case only', () => {
    for (const tag of ['hi', 'zh-Hant', 'und', 'es-419', 'tl', 'fil'])
      assert.ok(languageTag.safeParse(tag).success, tag);
    for (const tag of ['HI', 'TL', 'zh-hant', 'hindi language', '', 'e', 'en_US'])
      assert.ok(!languageTag.safeParse(tag).success, tag);
  });

  it('take a model only with the fingerprint of a space', () => {
    const model = {
      purpose: 'student',
      languages: ['hi'],
      architecture: {
        family: 'bert',
        layers: 6,
        hiddenSize: 384,
        attentionHeads: 12,
        feedForwardSize: 1536,
        vocabularySize: 30000,
        parameters: 22_000_000,
        maxTokens: 512,
      },
      retrieval: { queryTokens: 32, passageTokens: 180, queryAugmentation: false, attendToMaskTokens: false },
      space: { fingerprint: 'a'.repeat(64), dims: 384 },
    };
    assert.ok(modelKind.metadata.safeParse(model).success);
    const { space, ...without } = model;
    assert.ok(!modelKind.metadata.safeParse(without).success);
    assert.ok(!modelKind.metadata.safeParse({ ...without, space: { ...space, fingerprint: 'x' } }).success);
  });
});
