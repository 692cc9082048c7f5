import { OpticalError } from '@optical/errors';
import { initializer, input, tensor } from '@optical/graph';
import type { DType, Graph, Value } from '@optical/graph';
import type { EncoderConfig } from '../config/encoder-config.ts';
import { encoderParameters } from './encoder-parameters.ts';
import type { Weights } from './weights.ts';

/** The parameters of an encoder as values of a graph, by canonical name. */
export type ParameterValues = Readonly<Record<string, Value>>;

/** The values of one linear map or normalisation. */
export interface WeightAndBias {
  readonly weight: Value;
  readonly bias: Value;
}

/** Parameters that are fed at each run. `prefix` is put before the names of the inputs. */
export function parameterInputs(
  graph: Graph,
  config: EncoderConfig,
  { dtype = 'float32', prefix = '' }: { readonly dtype?: DType; readonly prefix?: string } = {},
): ParameterValues {
  return byName(config, (name, shape) => input(graph, `${prefix}${name}`, dtype, shape));
}

/**
 * Parameters stored in the model. Float32 arrays are kept, not copied.
 * @throws OpticalError invalid-argument if a weight is missing or has another shape than the configuration says
 */
export function parameterInitializers(
  graph: Graph,
  config: EncoderConfig,
  weights: Weights,
  dtype: DType = 'float32',
): ParameterValues {
  return byName(config, (name, shape) => {
    const weight = weights.get(name);
    if (weight?.shape.join() !== shape.join()) {
      const found = weight === undefined ? 'is missing' : `has shape [${weight.shape.join(', ')}]`;
      throw new OpticalError('invalid-argument', `parameter ${name} ${found}, expected [${shape.join(', ')}]`);
    }
    return initializer(graph, name, tensor(dtype, shape, weight.data));
  });
}

/** @throws OpticalError invalid-argument if there is no such parameter */
export function parameter(parameters: ParameterValues, name: string): Value {
  const value = parameters[name];
  if (value === undefined) throw new OpticalError('invalid-argument', `parameter ${name} is missing`);
  return value;
}

export function weightAndBias(parameters: ParameterValues, name: string): WeightAndBias {
  return { weight: parameter(parameters, `${name}.weight`), bias: parameter(parameters, `${name}.bias`) };
}

function byName(config: EncoderConfig, make: (name: string, shape: readonly number[]) => Value): ParameterValues {
  return Object.fromEntries(encoderParameters(config).map(({ name, shape }) => [name, make(name, shape)]));
}
