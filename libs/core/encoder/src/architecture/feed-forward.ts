import { gelu, linear, relu } from '@optical/graph';
import type { Value } from '@optical/graph';
import type { EncoderConfig } from '../config/encoder-config.ts';
import { weightAndBias } from '../parameters/parameter-values.ts';
import type { ParameterValues } from '../parameters/parameter-values.ts';

const activations: Readonly<Record<EncoderConfig['activation'], (x: Value) => Value>> = {
  gelu: (x) => gelu(x),
  gelu_new: (x) => gelu(x, 'tanh'),
  relu,
};

/** Two linear maps with the activation between them, at each position alone. */
export function feedForward(config: EncoderConfig, parameters: ParameterValues, prefix: string, x: Value): Value {
  const up = weightAndBias(parameters, `${prefix}.up`);
  const down = weightAndBias(parameters, `${prefix}.down`);
  const wide = activations[config.activation](linear(x, up.weight, up.bias, { transposeWeight: true }));
  return linear(wide, down.weight, down.bias, { transposeWeight: true });
}
