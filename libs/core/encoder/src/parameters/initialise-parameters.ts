import { OpticalError } from '@optical/errors';
import type { EncoderConfig } from '../config/encoder-config.ts';
import { encoderParameters } from './encoder-parameters.ts';
import type { EncoderParameter } from './encoder-parameters.ts';
import { truncatedNormal, uniformStream } from './random.ts';
import type { Weight, Weights } from './weights.ts';

/** Standard deviation of matrices and tables: BERT's `initializer_range`. */
const deviation = 0.02;

/**
 * The same of the position and type tables. Were it that of the words, positions would be half of a new encoder's token
 * vectors, and MaxSim would match positions.
 */
const positionDeviation = 0.002;

const positionTables: readonly string[] = ['embeddings.position', 'embeddings.type'];

/**
 * First values of all parameters. Each depends on the seed, its name and its shape alone, so that encoders which
 * differ in the number of layers or words begin alike.
 * @param seed whole number from 0 to 2³² - 1
 * @throws OpticalError invalid-argument for another seed
 */
export function initialiseParameters(config: EncoderConfig, seed: number): Weights {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    throw new OpticalError('invalid-argument', `seed ${seed} is not a whole number from 0 to 4294967295`);
  return new Map(encoderParameters(config).map((parameter) => [parameter.name, initialise(parameter, seed)]));
}

function initialise({ name, shape, initializer }: EncoderParameter, seed: number): Weight {
  const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
  if (initializer === 'truncated-normal') {
    const spread = positionTables.includes(name) ? positionDeviation : deviation;
    truncatedNormal(uniformStream(seed, name), spread, data);
  }
  if (initializer === 'ones') data.fill(1);
  return { shape, data };
}
