import type { Value } from '../graph/types.ts';
import type { Coalesced } from '../gradient/row-sparse.ts';
import { adamw, rowSparseAdamw } from '../optimizer/adamw.ts';
import type { AdamWStep, Moments } from '../optimizer/adamw.ts';
import { rowMomentsAdamw } from '../optimizer/row-moments-adamw.ts';
import { mul } from '../operators/arithmetic.ts';
import { lookUp } from './named.ts';
import type { NamedValues } from './named.ts';
import type { OptimizerOptions, ParameterSpec } from './options.ts';
import { stateNames } from './state.ts';

/** A parameter with its gradient in this step. */
export interface Trained {
  readonly spec: ParameterSpec;
  readonly gradient: Value | Coalesced;
}

/** Next values of the parameters and their moments, under their names in the state. */
export function updateParameters(
  trained: readonly Trained[],
  state: NamedValues,
  step: AdamWStep & { readonly completed: Value },
  options: OptimizerOptions,
): NamedValues {
  const entries = trained.flatMap(({ spec, gradient }) => {
    const { name, shape, learningRateFactor = 1, decay = shape.length > 1 } = spec;
    const parameter = lookUp(state, 'parameter', name);
    const moments: Moments = {
      first: lookUp(state, 'state', stateNames.moment1(name)),
      second: lookUp(state, 'state', stateNames.moment2(name)),
    };
    const own = { ...step, learningRate: mul(step.learningRate, learningRateFactor) };
    const ownOptions = decay ? options : { ...options, weightDecay: 0 };
    if ('indices' in gradient && spec.rowSparse === 'moments') {
      const touched = lookUp(state, 'state', stateNames.touched(name));
      const updated = rowMomentsAdamw(parameter, gradient, { ...moments, touched }, own, ownOptions);
      return [
        [name, updated.parameter],
        [stateNames.moment1(name), updated.moments.first],
        [stateNames.moment2(name), updated.moments.second],
        [stateNames.touched(name), updated.moments.touched],
      ] as const;
    }
    const updated =
      'indices' in gradient && spec.rowSparse === true
        ? rowSparseAdamw(parameter, gradient, moments, own, ownOptions)
        : adamw(parameter, gradient, moments, own, ownOptions);
    return [
      [name, updated.parameter],
      [stateNames.moment1(name), updated.moments.first],
      [stateNames.moment2(name), updated.moments.second],
    ] as const;
  });
  return Object.fromEntries(entries);
}
