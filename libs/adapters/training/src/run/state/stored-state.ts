import type { JsonValue, TrainingState } from '@optical/checkpoints';
import type { Weight, Weights } from '@optical/encoder';
import { failedPrecondition } from '@optical/errors';
import { tensor, toNumbers } from '@optical/graph';
import type { StateSpec, Tensor } from '@optical/graph';
import type { Tensors } from '@optical/ort';

type Parts = Pick<TrainingState, 'weights' | 'firstMoments' | 'secondMoments' | 'generator'>;

const momentPrefixes = { firstMoments: 'optimizer/moment1/', secondMoments: 'optimizer/moment2/' } as const;

const counterPrefix = 'optimizer/';

/**
 * The state of a training session in the parts of a checkpoint: tensors with their names, scalars (counters of steps and
 * of the random generator, powers of the decays) as numbers, which JSON keeps exactly.
 */
export function toStored(specs: readonly StateSpec[], state: Tensors): Parts {
  const weights = new Map<string, Weight>();
  const firstMoments = new Map<string, Weight>();
  const secondMoments = new Map<string, Weight>();
  const counters: Record<string, JsonValue> = {};
  for (const { input, shape, dtype } of specs) {
    const { data } = state[input]!;
    const { firstMoments: first, secondMoments: second } = momentPrefixes;
    if (shape.length === 0) counters[input] = toNumbers(state[input]!)[0]!;
    else if (input.startsWith(first)) firstMoments.set(input.slice(first.length), floats(data, shape, dtype));
    else if (input.startsWith(second)) secondMoments.set(input.slice(second.length), floats(data, shape, dtype));
    else weights.set(input, floats(data, shape, dtype));
  }
  return { weights, firstMoments, secondMoments, generator: counters };
}

/** @throws OpticalError failed-precondition if the checkpoint is of another training */
export function fromStored(specs: readonly StateSpec[], stored: Parts): Tensors {
  const counters = stored.generator as Readonly<Record<string, number>>;
  return Object.fromEntries(
    specs.map(({ input, shape, dtype }) => {
      if (shape.length === 0) return [input, tensor(dtype, shape, [required(input, counters[input])])];
      const { firstMoments: first, secondMoments: second } = momentPrefixes;
      const found = input.startsWith(first)
        ? stored.firstMoments.get(input.slice(first.length))
        : input.startsWith(second)
          ? stored.secondMoments.get(input.slice(second.length))
          : stored.weights.get(input);
      const { data, shape: found_ } = required(input, found);
      if (found_.join() !== shape.join())
        throw failedPrecondition(
          `the checkpoint's ${input} is [${found_.join(', ')}], the training's [${shape.join(', ')}]`,
        );
      return [input, tensor(dtype, shape, dtype === 'float32' ? data : Array.from(data))];
    }),
  );
}

/** The parameters alone. */
export function weightsOf(state: Tensors): Weights {
  return new Map(
    Object.entries(state)
      .filter(([name]) => !name.startsWith(counterPrefix))
      .map(([name, { shape, data }]) => [name, { shape, data: data as Float32Array }]),
  );
}

export function toTensors(weights: Weights): Tensors {
  return Object.fromEntries(
    Array.from(weights, ([name, { shape, data }]): [string, Tensor] => [
      name,
      { dtype: 'float32', shape, data: data.slice() },
    ]),
  );
}

/** Whole numbers that are kept per row are small enough for a float to hold them exactly. */
function floats(data: Tensor['data'], shape: readonly number[], dtype: string): Weight {
  return { shape, data: dtype === 'float32' ? (data as Float32Array) : Float32Array.from(data as Int32Array) };
}

function required<Value>(name: string, value: Value | undefined): Value {
  if (value === undefined) throw failedPrecondition(`the checkpoint has no ${name}: it is of another training`);
  return value;
}
