import { readFileSync } from 'node:fs';
import type { EncoderConfig } from '@optical/encoder';

/** The encoder of libs/adapters/checkpoints/fixtures/tiny-bert. */
export const tinyBert: EncoderConfig = {
  family: 'bert',
  vocabularySize: 76,
  hiddenSize: 32,
  layers: 2,
  heads: 4,
  feedForwardSize: 36,
  maxPositions: 16,
  typeVocabularySize: 2,
  layerNormEps: 1e-12,
  activation: 'gelu',
  normalization: 'post',
  positionOffset: 0,
  padTokenId: 0,
};

const file = new URL('../../../../adapters/checkpoints/fixtures/tiny-bert/model.safetensors', import.meta.url);

/** Its weights by canonical name. https://huggingface.co/docs/safetensors */
export function readTinyBert(): ReadonlyMap<string, Float32Array> {
  const bytes = readFileSync(file);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, start)) as Record<string, { data_offsets?: [number, number] }>;
  return new Map(
    Object.entries(header).flatMap(([name, { data_offsets: offsets }]) => {
      if (offsets === undefined) return [];
      const raw = Uint8Array.from(bytes.subarray(start + offsets[0], start + offsets[1]));
      return [[canonicalName(name), new Float32Array(raw.buffer)]];
    }),
  );
}

const renamed: readonly (readonly [RegExp, string])[] = [
  [/^embeddings\.(word|position)_embeddings\.weight/, 'embeddings.$1'],
  [/^embeddings\.token_type_embeddings\.weight/, 'embeddings.type'],
  [/^encoder\./, ''],
  [/attention\.self/, 'attention'],
  [/attention\.output\.dense/, 'attention.output'],
  [/attention\.(output\.)?LayerNorm/, 'attention.norm'],
  [/intermediate\.dense/, 'feedForward.up'],
  [/(\d+)\.output\.dense/, '$1.feedForward.down'],
  [/(\d+)\.output\.LayerNorm/, '$1.feedForward.norm'],
  [/LayerNorm/, 'norm'],
];

function canonicalName(name: string): string {
  return renamed.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), name);
}
