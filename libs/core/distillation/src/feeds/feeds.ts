import { invalidArgument } from '@optical/errors';
import { tensor } from '@optical/graph';
import type { InputSpec, Tensor, TensorArray } from '@optical/graph';

/** The tensors of one batch by the names of a model's inputs. */
export type Feeds = Readonly<Record<string, Tensor>>;

/** A model that is fed batches: a training graph or a `LossGraph`. */
export interface FedModel {
  readonly inputs: readonly InputSpec[];
  readonly stepsPerCall?: number;
}

/**
 * Elements of a model's inputs as tensors of their dtypes, for one step. Arrays of an input's own kind are kept, not
 * copied; inputs that the model does not have are left out.
 * @param sizes of the free dimensions
 * @throws OpticalError invalid-argument if an input is missing or has another number of elements
 */
export function feedsOf(
  { inputs, stepsPerCall = 1 }: FedModel,
  elements: Readonly<Record<string, TensorArray | undefined>>,
  sizes: Readonly<Record<string, number>> = {},
): Feeds {
  return Object.fromEntries(
    inputs.map(({ name, dtype, shape: whole }) => {
      const shape = (stepsPerCall > 1 ? whole.slice(1) : whole).map((dim) =>
        typeof dim === 'string' ? sizes[dim]! : dim,
      );
      const size = shape.reduce((product, dim) => product * dim, 1);
      const given = elements[name];
      if (given?.length !== size)
        throw invalidArgument({
          field: name,
          description:
            given === undefined
              ? 'is missing'
              : `has ${given.length} elements instead of the ${size} of [${shape.join(', ')}]`,
        });
      // Masks of integers of 64 bits are fed as floats.
      const numbers = given instanceof BigInt64Array && dtype !== 'int64' ? Float64Array.from(given, Number) : given;
      return [name, tensor(dtype, shape, numbers)];
    }),
  );
}
