import { OpticalError } from '@optical/errors';
import { initializer, tensor } from '@optical/graph';
import type { DType, Graph, Value } from '@optical/graph';
import type { EncoderConfig } from '../config/encoder-config.ts';
import { encoderParameters } from './encoder-parameters.ts';
import type { Weights } from './weights.ts';

/** Finds the value that a parameter has in a graph by its canonical name. */
export type Parameters = (name: string) => Value;

/**
 * Parameters stored in the model. Float32 arrays are kept, not copied.
 * @throws OpticalError invalid-argument if a weight is missing or has another shape than the configuration says
 */
export function storedParameters(
  graph: Graph,
  config: EncoderConfig,
  weights: Weights,
  dtype: DType = 'float32',
): Parameters {
  const values = new Map(
    encoderParameters(config).map(({ name, shape }) => {
      const weight = weights.get(name);
      if (weight?.shape.join() !== shape.join()) {
        const found = weight === undefined ? 'is missing' : `has shape [${weight.shape.join(', ')}]`;
        throw new OpticalError('invalid-argument', `parameter ${name} ${found}, expected [${shape.join(', ')}]`);
      }
      return [name, initializer(graph, name, tensor(dtype, shape, weight.data))];
    }),
  );
  return (name) => {
    const value = values.get(name);
    if (value === undefined) throw new OpticalError('invalid-argument', `the encoder has no parameter ${name}`);
    return value;
  };
}
