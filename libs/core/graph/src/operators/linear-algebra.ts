import { apply } from '../graph/apply.ts';
import { operatorError } from '../graph/error.ts';
import type { Attributes, Value } from '../graph/types.ts';
import { broadcast } from '../tensor/shape.ts';
import type { Shape } from '../tensor/shape.ts';
import { mul } from './arithmetic.ts';
import { swapAxes } from './movement.ts';
import { flatten, reshape } from './reshape.ts';

export interface ProductOptions {
  /** Exchange the last two axes of the first operand. */
  readonly transposeA?: boolean;
  /** Exchange the last two axes of the second operand. */
  readonly transposeB?: boolean;
  /** Factor of the whole product, default 1. */
  readonly scale?: number;
}

/**
 * Matrix product over the last two axes, broadcasting the axes before them: `scale · a b`, either operand transposed.
 * Transposes and factor become part of the product (Gemm, or FusedMatMul with the graph's `contrib`) where they can.
 */
export function matmul(
  a: Value,
  b: Value,
  { transposeA = false, transposeB = false, scale = 1 }: ProductOptions = {},
): Value {
  const shape = productShape(a, b, transposeA, transposeB);
  if (!transposeA && !transposeB && scale === 1)
    return apply({ operator: 'MatMul', inputs: [a, b] }, { dtype: a.dtype, shape });
  const attributes: Attributes = { transA: flag(transposeA), transB: flag(transposeB), alpha: { f: scale } };
  if (b.shape.length === 2 && (a.shape.length === 2 || !transposeA)) {
    const flat = flatten(a);
    const rows = transposeA ? flat.shape[1]! : flat.shape[0]!;
    const product = apply(
      { operator: 'Gemm', inputs: [flat, b], attributes },
      { dtype: a.dtype, shape: [rows, shape.at(-1)!] },
    );
    return reshape(product, shape);
  }
  if (a.graph.contrib)
    return apply(
      { operator: 'FusedMatMul', domain: 'com.microsoft', inputs: [a, b], attributes },
      { dtype: a.dtype, shape },
    );
  const product = matmul(transposeA ? swapAxes(a, -1, -2) : a, transposeB ? swapAxes(b, -1, -2) : b);
  return mul(product, scale);
}

export interface LinearOptions {
  /** The weight is stored as `[out, in]`, as PyTorch's Linear does. Default false: `[in, out]`. */
  readonly transposeWeight?: boolean;
}

/**
 * Affine map of the last axis, `x W + b`, as one Gemm.
 * @param x [..., in]
 * @param weight [in, out]
 * @param bias [out]
 * @returns [..., out]
 */
export function linear(x: Value, weight: Value, bias?: Value, { transposeWeight = false }: LinearOptions = {}): Value {
  if (weight.shape.length !== 2) throw operatorError('Gemm', [x, weight], 'the weight must be a matrix');
  if (bias === undefined) return matmul(x, weight, { transposeB: transposeWeight });
  const shape = productShape(x, weight, false, transposeWeight);
  const out = shape.at(-1)!;
  if (bias.shape.length !== 1 || bias.shape[0] !== out || bias.dtype !== x.dtype)
    throw operatorError('Gemm', [x, weight, bias], `the bias must be ${x.dtype}[${out}]`);
  const flat = flatten(x);
  const product = apply(
    { operator: 'Gemm', inputs: [flat, weight, bias], attributes: { transB: flag(transposeWeight) } },
    { dtype: x.dtype, shape: [flat.shape[0]!, out] },
  );
  return reshape(product, shape);
}

function productShape(a: Value, b: Value, transposeA: boolean, transposeB: boolean): Shape {
  if (a.dtype !== b.dtype) throw operatorError('MatMul', [a, b], `the dtypes ${a.dtype} and ${b.dtype} differ`);
  if (a.shape.length < 2 || b.shape.length < 2)
    throw operatorError('MatMul', [a, b], 'the operands need two axes or more');
  const [rows, inner] = transposeA ? [a.shape.at(-1)!, a.shape.at(-2)!] : [a.shape.at(-2)!, a.shape.at(-1)!];
  const [innerB, columns] = transposeB ? [b.shape.at(-1)!, b.shape.at(-2)!] : [b.shape.at(-2)!, b.shape.at(-1)!];
  if (inner !== innerB) throw operatorError('MatMul', [a, b], `the inner dimensions ${inner} and ${innerB} differ`);
  const batch = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2));
  if (batch === undefined) throw operatorError('MatMul', [a, b], 'the leading axes do not broadcast');
  return [...batch, rows, columns];
}

function flag(on: boolean): { readonly i: number } {
  return { i: on ? 1 : 0 };
}
