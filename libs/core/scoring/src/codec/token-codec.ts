import { failedPrecondition } from '@optical/errors';
import { normalLevels, type ResidualBits } from './levels.ts';
import { randomRotation } from './rotation.ts';

/** How token vectors become codes: fixed for the life of a collection. */
export interface TokenCodec {
  readonly dims: number;
  readonly bits: ResidualBits;
  /** Directions that tokens are assigned to, [count, dims], of length 1; 1 to 65,536. */
  readonly centroids: Float32Array;
  /** Rotation of residuals, [dims, dims]. */
  readonly rotation: Float32Array;
  /** Value of each residual code. */
  readonly levels: Float32Array;
}

const maximumCentroids = 65_536;

/**
 * @param seed fixes the rotation
 * @throws OpticalError `failed-precondition` when dims or the number of centroids cannot be coded
 */
export function tokenCodec(centroids: Float32Array, dims: number, bits: ResidualBits, seed: number): TokenCodec {
  if (dims % 4 !== 0) throw failedPrecondition(`token codes need dims that are a multiple of 4, not ${dims}`);
  const count = centroids.length / dims;
  if (!Number.isInteger(count) || count < 1 || count > maximumCentroids) {
    throw failedPrecondition(`token codes need 1 to ${maximumCentroids} centroids, not ${count}`);
  }
  const levels = Float32Array.from(normalLevels[bits]);
  return { dims, bits, centroids, rotation: randomRotation(dims, seed), levels };
}

/** Bytes of a token's residual code: its scale and its components. */
export const codeBytes = (dims: number, bits: ResidualBits): number => 2 + (dims * bits) / 8;

/** Codes of token vectors. */
export interface TokenCodes {
  /** [tokens] */
  readonly centroids: Uint16Array;
  /** [tokens, codeBytes] */
  readonly residuals: Uint8Array;
}

/** Number of centroids that suits a number of tokens: the power of two nearest to 8 times its square root. */
export function suitableCentroids(tokens: number): number {
  const power = Math.round(Math.log2(8 * Math.sqrt(Math.max(1, tokens))));
  return Math.min(maximumCentroids, Math.max(16, 2 ** power), Math.max(1, tokens));
}
