import { integer, real } from '../graph/attributes.ts';
import type { Value } from '../graph/types.ts';
import { matmul } from '../operators/linear-algebra.ts';
import { flatten } from '../operators/reshape.ts';
import type { Application } from './rule.ts';
import { unbroadcast } from './unbroadcast.ts';

/**
 * `y = scale · a' b'`, where the prime is an optional transpose: `da' = scale · g b'ᵀ` and `db' = scale · a'ᵀ g`, each
 * written so that the transposes are part of the product. A matrix shared by all batches gets its gradient from one
 * product over the rows of all of them.
 */
export function productGradient({ node, x, g }: Application): readonly Value[] {
  const [a, b] = x as [Value, Value];
  const transposeA = integer(node, 'transA') === 1;
  const transposeB = integer(node, 'transB') === 1;
  const scale = real(node, 'alpha', 1);
  const da = transposeA
    ? matmul(b, g, { transposeA: transposeB, transposeB: true, scale })
    : matmul(g, b, { transposeB: !transposeB, scale });
  const shared = b.shape.length === 2 && !transposeA;
  const rows = shared ? flatten(a) : a;
  const rowGradients = shared ? flatten(g) : g;
  const db = transposeB
    ? matmul(rowGradients, rows, { transposeA: true, transposeB: transposeA, scale })
    : matmul(rows, rowGradients, { transposeA: !transposeA, scale });
  return [unbroadcast(da, a), unbroadcast(db, b)];
}
