import { invalidArgument } from '@optical/errors';
import type { FieldViolation } from '@optical/errors';
import type { Tensor } from '@optical/graph';
import type { Tensors } from '../thread/transfer.ts';
import { arrayType, elementsOf, formatType } from './tensor-type.ts';
import type { TensorType } from './tensor-type.ts';

/**
 * Requires exactly the tensors of `types`: their dtypes, ranks and sizes, a free dimension having one size throughout.
 * @throws OpticalError invalid-argument, one violation per tensor that is wrong
 */
export function checkTensors(types: readonly TensorType[], tensors: Tensors): void {
  const sizes = new Map<string, { readonly size: number; readonly of: string }>();
  const known = new Set(types.map(({ name }) => name));
  const unknown = Object.keys(tensors).filter((name) => !known.has(name));
  const [first, ...others]: FieldViolation[] = [
    ...types.flatMap((type) => {
      const tensor = tensors[type.name];
      const description = tensor === undefined ? 'is missing' : fault(type, tensor, sizes);
      return description === undefined
        ? []
        : [{ field: type.name, description: `${formatType(type)}: ${description}` }];
    }),
    ...unknown.map((field) => ({ field, description: `is unknown; expected ${[...known].join(', ') || 'none'}` })),
  ];
  if (first !== undefined) throw invalidArgument(first, ...others);
}

function fault(
  type: TensorType,
  { dtype, shape, data }: Tensor,
  sizes: Map<string, { readonly size: number; readonly of: string }>,
): string | undefined {
  const given = `${dtype} [${shape.join(', ')}]`;
  if (dtype !== type.dtype || shape.length !== type.shape.length) return `${given} was given`;
  if (!(data instanceof arrayType(dtype))) return `${dtype} is kept in ${arrayType(dtype).name}`;
  for (const [axis, expected] of type.shape.entries()) {
    const size = shape[axis]!;
    if (!Number.isInteger(size) || size < 0) return `${given} has the bad size ${size}`;
    if (typeof expected === 'number' && size !== expected) return `${given} was given`;
    if (typeof expected === 'number' || expected === '') continue;
    const seen = sizes.get(expected);
    if (seen !== undefined && seen.size !== size)
      return `${given} was given, but ${expected} is ${seen.size} in ${seen.of}`;
    sizes.set(expected, { size, of: type.name });
  }
  if (data.length !== elementsOf(shape)) {
    const moved = data.buffer instanceof ArrayBuffer && data.buffer.detached ? ' (its buffer has moved away)' : '';
    return `${given} holds ${elementsOf(shape)} elements, ${data.length} were given${moved}`;
  }
  return undefined;
}
