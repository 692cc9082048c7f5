import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { tensor, toNumbers } from '@optical/graph';
import type { EncoderConfig, Weight, Weights } from '../src/index.ts';

/** A Hugging Face directory made by a fixture script, with what transformers computed from it. */
export interface Checkpoint {
  readonly config: EncoderConfig;
  readonly weights: Weights;
}

export interface Expected {
  readonly ids: readonly (readonly number[])[];
  readonly attentionMask: readonly (readonly number[])[];
  readonly shape: readonly number[];
  readonly lastHiddenState: readonly number[];
  readonly projected?: readonly number[];
}

const packageFolder = path.resolve(import.meta.dirname, '..');
const checkpointFixtures = path.resolve(packageFolder, '../../adapters/checkpoints/fixtures');

const tinyBert: EncoderConfig = {
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

const tinyXlmRoberta: EncoderConfig = {
  ...tinyBert,
  family: 'xlm-roberta',
  maxPositions: 18,
  typeVocabularySize: 1,
  layerNormEps: 1e-5,
  positionOffset: 2,
  padTokenId: 1,
};

/** Configurations of the checkpoints that the scripts of this package and of @optical/checkpoints make. */
export const tinyConfigs = {
  'tiny-bert': tinyBert,
  'tiny-xlm-roberta': tinyXlmRoberta,
  'tiny-colbert': { ...tinyBert, layers: 1, activation: 'relu', projectionSize: 16 },
  'tiny-pre-norm': {
    ...tinyXlmRoberta,
    vocabularySize: 40,
    hiddenSize: 16,
    heads: 2,
    feedForwardSize: 24,
    maxPositions: 14,
    activation: 'gelu_new',
    normalization: 'pre',
  },
} as const satisfies Record<string, EncoderConfig>;

export type TinyName = keyof typeof tinyConfigs;

export function tinyCheckpoint(name: TinyName): Checkpoint {
  return { config: tinyConfigs[name], weights: readWeights(tinyFolder(name)) };
}

export function expected(name: TinyName): Expected {
  return readJson(path.join(tinyFolder(name), 'expected.json')) as Expected;
}

function tinyFolder(name: TinyName): string {
  return path.join(name === 'tiny-pre-norm' ? path.join(packageFolder, 'fixtures') : checkpointFixtures, name);
}

export function readFixture(name: string): unknown {
  return readJson(path.join(packageFolder, 'fixtures', name));
}

/** All tensors of a directory by canonical name. */
export function readWeights(folder: string): Weights {
  const files = readdirSync(folder).filter((file) => file.endsWith('.safetensors'));
  return new Map(
    files
      .flatMap((file) => readSafetensors(path.join(folder, file)))
      .map(([name, weight]) => [canonicalName(name), weight]),
  );
}

/** https://huggingface.co/docs/safetensors: length of the header in 8 bytes, the header in JSON, the tensors. */
function readSafetensors(file: string): [string, Weight][] {
  const bytes = readFileSync(file);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, start)) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  return Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]) => {
        const raw = Uint8Array.from(bytes.subarray(start + from, start + to)).buffer;
        return [name, { shape, data: toFloats(dtype, shape, raw) }];
      },
    );
}

function toFloats(dtype: string, shape: number[], raw: ArrayBuffer): Float32Array {
  if (dtype === 'F32') return new Float32Array(raw);
  if (dtype === 'F16') return Float32Array.from(toNumbers(tensor('float16', shape, new Uint16Array(raw))));
  if (dtype === 'BF16') return new Float32Array(Uint32Array.from(new Uint16Array(raw), (bits) => bits << 16).buffer);
  if (dtype === 'I64') return Float32Array.from(new BigInt64Array(raw), Number);
  throw new Error(`no reader for ${dtype}`);
}

const renamed: readonly (readonly [RegExp, string])[] = [
  [/^(bert|roberta)\./, ''],
  [/^linear\./, 'projection.'],
  [/^embeddings\.(word|position)_embeddings\.weight/, 'embeddings.$1'],
  [/^embeddings\.token_type_embeddings\.weight/, 'embeddings.type'],
  [/^encoder\./, ''],
  [/attention\.self/, 'attention'],
  [/attention\.output\.dense/, 'attention.output'],
  [/attention\.(output\.)?LayerNorm/, 'attention.norm'],
  [/intermediate\.dense/, 'feedForward.up'],
  [/(\d+)\.output\.dense/, '$1.feedForward.down'],
  [/(\d+)\.(intermediate|output)\.LayerNorm/, '$1.feedForward.norm'],
  [/LayerNorm/, 'norm'],
];

function canonicalName(name: string): string {
  return renamed.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), name);
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
