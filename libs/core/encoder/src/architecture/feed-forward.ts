import { gelu, relu } from '@optical/graph';
import type { Value } from '@optical/graph';
import type { EncoderConfig } from '../config/encoder-config.ts';
import type { Parameters } from '../parameters/parameter-values.ts';
import { linearLayer } from './layers.ts';

const activations: Readonly<Record<EncoderConfig['activation'], (x: Value) => Value>> = {
  gelu: (x) => gelu(x),
  gelu_new: (x) => gelu(x, 'tanh'),
  relu,
};

/** Two linear maps with the activation between them, at each position alone. */
export function feedForward({ activation }: EncoderConfig, parameters: Parameters, prefix: string, x: Value): Value {
  const wide = activations[activation](linearLayer(parameters, `${prefix}.up`, x));
  return linearLayer(parameters, `${prefix}.down`, wide);
}
