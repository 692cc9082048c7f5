import { tensor } from '@optical/graph';
import type { StateSpec, TensorSpec } from '@optical/graph';
import { zeros } from '../runtime/tensor-type.ts';
import type { TensorType } from '../runtime/tensor-type.ts';
import type { Tensors } from '../thread/transfer.ts';

/** The state's types by the names under which it is fed, read and written: those of the model's inputs. */
export function stateTypes(state: readonly StateSpec[]): readonly TensorType[] {
  return state.map(({ input, dtype, shape }) => ({ name: input, dtype, shape }));
}

/** The parameters that the state begins with. */
export function parameterTypes(state: readonly StateSpec[]): readonly TensorSpec[] {
  return state.flatMap(({ initial, dtype, shape }) =>
    'parameter' in initial ? [{ name: initial.parameter, dtype, shape }] : [],
  );
}

/** The state before the first step: the parameters themselves, and one number everywhere for moments and counters. */
export function initialState(state: readonly StateSpec[], parameters: Tensors): Tensors {
  return Object.fromEntries(
    state.map(({ input, dtype, shape, initial }) => {
      if ('parameter' in initial) return [input, parameters[initial.parameter]!];
      const filled = zeros(dtype, shape);
      const [element] = tensor(dtype, [1], [initial.fill]).data;
      if (initial.fill !== 0) (filled.data as Float32Array).fill(element as number);
      return [input, filled];
    }),
  );
}
