import {
  Arena,
  codeBytes,
  createKernelMemory,
  createPassageVectors,
  createTokenIndex,
  encodeTokens,
  loadKernels,
  suitableCentroids,
  tokenCodec,
  trainCentroids,
  type KernelFunctions,
  type PassageVectors,
  type ResidualBits,
  type TokenIndex,
} from '@optical/scoring';
import type { TokenVectors } from '../corpus/token-vectors.ts';

/** Our index in a memory that threads share. */
export interface OwnIndex {
  readonly memory: WebAssembly.Memory;
  readonly index: TokenIndex;
  /** What the best hits of token codes are scored again by. */
  readonly vectors: PassageVectors;
  readonly dims: number;
  /** First byte of the memory that the index does not use. */
  readonly used: number;
  /** Bytes of codes, lists and centroids. */
  readonly bytes: number;
  /** Bytes of the whole vectors. */
  readonly vectorBytes: number;
}

/** Vectors that centroids are learned from, for each centroid. */
const sampledPerCentroid = 32;
const iterations = 4;
/** Tokens turned into floats at a time. */
const partTokens = 65_536;

export function buildOwnIndex(content: TokenVectors, dims: number, bits: ResidualBits, seed: number): OwnIndex {
  const memory = createKernelMemory(2 ** 32);
  const kernels = loadKernels(memory);
  const arena = new Arena(memory);
  const { values, starts } = content;
  const tokens = starts.at(-1)!;
  const centroids = suitableCentroids(tokens);
  const vectors = sampleTokens(values, dims, Math.min(tokens, centroids * sampledPerCentroid));
  const codec = tokenCodec(
    trainCentroids(kernels, arena, { vectors, dims, centroids, iterations, seed }),
    dims,
    bits,
    seed,
  );
  const codes = {
    centroids: new Uint16Array(tokens),
    residuals: new Uint8Array(tokens * codeBytes(dims, bits)),
  };
  for (let first = 0; first < tokens; first += partTokens) {
    const part = Float32Array.from(values.subarray(first * dims, (first + partTokens) * dims));
    const coded = encodeTokens(kernels, arena, codec, part);
    codes.centroids.set(coded.centroids, first);
    codes.residuals.set(coded.residuals, first * codeBytes(dims, bits));
  }
  return place(memory, kernels, arena, { codec, tokenStarts: starts, ...codes }, content, dims);
}

function place(
  memory: WebAssembly.Memory,
  kernels: KernelFunctions,
  arena: Arena,
  codes: Parameters<typeof createTokenIndex>[2],
  { values, starts: tokenStarts }: TokenVectors,
  dims: number,
): OwnIndex {
  const before = arena.used;
  const index = createTokenIndex(kernels, arena, codes);
  const bytes = arena.used - before;
  const halves = new Uint16Array(values.buffer, values.byteOffset, values.length);
  const vectors = createPassageVectors(arena, { dims, tokenStarts, vectors: { type: 'f16', values: halves } });
  return { memory, index, vectors, dims, used: arena.used, bytes, vectorBytes: halves.byteLength };
}

/** Token vectors at equal distances. */
function sampleTokens(values: Float16Array, dims: number, count: number): Float32Array {
  const tokens = values.length / dims;
  const sample = new Float32Array(count * dims);
  for (let i = 0; i < count; i++) {
    const token = Math.floor((i * tokens) / count);
    sample.set(values.subarray(token * dims, (token + 1) * dims), i * dims);
  }
  return sample;
}
