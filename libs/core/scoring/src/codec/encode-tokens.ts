import { Arena } from '../kernels/arena.ts';
import { blockLanes, blocksOf, type KernelFunctions } from '../kernels/kernel-functions.ts';
import { closeRows } from '../kernels/close-rows.ts';
import { packVectors } from '../kernels/pack-vectors.ts';
import { nearestCentroids } from './nearest-centroids.ts';
import { codeBytes, type TokenCodec, type TokenCodes } from './token-codec.ts';

/** Tokens coded per round: bounds the scratch memory. */
const roundTokens = 4096;

/** Codes token vectors [tokens, dims]. */
export function encodeTokens(
  kernels: KernelFunctions,
  arena: Arena,
  codec: TokenCodec,
  vectors: Float32Array,
): TokenCodes {
  const { dims, bits } = codec;
  const tokens = vectors.length / dims;
  const stride = codeBytes(dims, bits);
  const codes = { centroids: new Uint16Array(tokens), residuals: new Uint8Array(tokens * stride) };
  arena.scoped(() => {
    const encode = openEncoder(kernels, arena, codec);
    for (let first = 0; first < tokens; first += roundTokens) {
      const last = Math.min(tokens, first + roundTokens);
      const round = encode(vectors.subarray(first * dims, last * dims));
      codes.centroids.set(round.centroids, first);
      codes.residuals.set(round.residuals, first * stride);
    }
  });
  return codes;
}

function openEncoder(kernels: KernelFunctions, arena: Arena, codec: TokenCodec) {
  const { dims, bits } = codec;
  const find = nearestCentroids(kernels, arena, codec.centroids, dims, roundTokens);
  const packedRotation = packVectors(kernels, arena, codec.rotation, dims);
  const levels = arena.floats(codec.levels.length);
  levels.values.set(codec.levels);
  const rows = arena.floats(roundTokens * dims);
  const width = blocksOf(dims) * blockLanes;
  const rotated = arena.floats(roundTokens * width);
  const residuals = arena.bytes(roundTokens * codeBytes(dims, bits));

  return (vectors: Float32Array): TokenCodes => {
    const count = vectors.length / dims;
    rows.values.set(vectors);
    const nearest = find(rows.pointer, count).centroids;
    for (let token = 0; token < count; token++) {
      const centroid = nearest[token]! * dims;
      for (let dim = 0; dim < dims; dim++) rows.values[token * dims + dim]! -= codec.centroids[centroid + dim]!;
    }
    kernels.products(rows.pointer, count, dims, packedRotation, width / blockLanes, rotated.pointer);
    closeRows(rotated.values.subarray(0, count * width), width, dims);
    kernels.encodeResiduals(rotated.pointer, count, dims, bits, levels.pointer, residuals.pointer);
    return {
      centroids: Uint16Array.from(nearest),
      residuals: residuals.values.slice(0, count * codeBytes(dims, bits)),
    };
  };
}
