import { cast, l2Normalize, matmul, sub } from '@optical/graph';
import type { Value } from '@optical/graph';
import { costGeometry } from './geometry.ts';
import type { Geometry } from './geometry.ts';

export interface CosineOptions {
  /** The vectors have L2 norm 1 already, as those of a ColBERT encoder. Default false. */
  readonly normalized?: boolean;
}

/**
 * Cosine cost C_ij = 1 - cos(x_i, y_j), in [0, 2], computed in float32 whatever the dtype of the vectors.
 * @param x float [batch, n, d]
 * @param y float [batch, m, d]
 */
export function cosineGeometry(x: Value, y: Value, { normalized = false }: CosineOptions = {}): Geometry {
  const unit = (vectors: Value): Value => {
    const wide = cast(vectors, 'float32');
    return normalized ? wide : l2Normalize(wide, -1);
  };
  return costGeometry(sub(1, matmul(unit(x), unit(y), { transposeB: true })), 2);
}
