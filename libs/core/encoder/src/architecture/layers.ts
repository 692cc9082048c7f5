import { layerNorm, linear } from '@optical/graph';
import type { Value } from '@optical/graph';
import type { Parameters } from '../parameters/parameter-values.ts';

/** The linear map with the parameters `{name}.weight`, [out, in], and `{name}.bias`. */
export function linearLayer(parameters: Parameters, name: string, x: Value): Value {
  return linear(x, parameters(`${name}.weight`), parameters(`${name}.bias`), { transposeWeight: true });
}

/** Layer normalisation with the parameters `{name}.weight` and `{name}.bias`. */
export function normLayer(parameters: Parameters, name: string, x: Value, epsilon: number): Value {
  return layerNorm(x, parameters(`${name}.weight`), parameters(`${name}.bias`), epsilon);
}
