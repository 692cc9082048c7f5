import type { DType } from '../tensor/dtype.ts';
import { lossScaleDefaults } from '../optimizer/loss-scale.ts';
import type { ParameterSpec, TrainingOptions } from './options.ts';
import type { StateSpec } from './training-graph.ts';

/** A state tensor before it is known whether it can be updated in place. */
export type StateSlot = Omit<StateSpec, 'output' | 'inPlace'>;

/** Names of the state tensors that are no parameters. */
export const stateNames = {
  step: 'optimizer/step',
  seed: 'optimizer/seed',
  weight1: 'optimizer/weight1',
  weight2: 'optimizer/weight2',
  lossScale: 'optimizer/lossScale',
  lossScaleStreak: 'optimizer/lossScaleStreak',
  moment1: (parameter: string) => `optimizer/moment1/${parameter}`,
  moment2: (parameter: string) => `optimizer/moment2/${parameter}`,
  touched: (parameter: string) => `optimizer/touched/${parameter}`,
} as const;

/** All that a step reads from the one before: parameters, their moments, counters. */
export function stateSlots({ parameters, seed = 0, lossScale }: TrainingOptions): readonly StateSlot[] {
  const trained = parameters.filter(({ trainable = true }) => trainable);
  return [
    ...trained.map(({ name, shape }) => slot(name, shape, { parameter: name })),
    ...trained.map(({ name, shape }) => slot(stateNames.moment1(name), shape, { fill: 0 })),
    ...trained.map(({ name, shape }) => slot(stateNames.moment2(name), shape, { fill: 0 })),
    ...trained
      .filter(({ rowSparse }) => rowSparse === 'moments')
      .map(({ name, shape: [rows] }) => slot(stateNames.touched(name), [rows!], { fill: 0 })),
    slot(stateNames.step, [], { fill: 0 }, 'int32'),
    slot(stateNames.seed, [], { fill: seed }, 'int32'),
    slot(stateNames.weight1, [], { fill: 0 }),
    slot(stateNames.weight2, [], { fill: 0 }),
    ...(lossScale === undefined
      ? []
      : [
          slot(stateNames.lossScale, [], { fill: lossScale.initial ?? lossScaleDefaults.initial }),
          slot(stateNames.lossScaleStreak, [], { fill: 0 }),
        ]),
  ];
}

function slot(
  input: string,
  shape: ParameterSpec['shape'],
  initial: StateSpec['initial'],
  dtype: DType = 'float32',
): StateSlot {
  return { input, dtype, shape, initial };
}
