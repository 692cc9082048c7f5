import { invalidArgument } from '@optical/errors';
import type { FieldViolation } from '@optical/errors';
import type { EncoderConfig } from './encoder-config.ts';

const sizes = [
  'vocabularySize',
  'hiddenSize',
  'layers',
  'heads',
  'feedForwardSize',
  'maxPositions',
  'typeVocabularySize',
  'projectionSize',
] as const satisfies readonly (keyof EncoderConfig)[];

const choices = {
  family: ['bert', 'xlm-roberta'],
  activation: ['gelu', 'gelu_new', 'relu'],
  normalization: ['post', 'pre'],
} as const satisfies Partial<Record<keyof EncoderConfig, readonly string[]>>;

/**
 * Returns the configuration as it is.
 * @throws OpticalError invalid-argument naming every field with a value out of its range, and the range
 */
export function validateConfig(config: EncoderConfig): EncoderConfig {
  const [first, ...rest] = [...wrongSizes(config), ...wrongChoices(config), ...wrongRelations(config)];
  if (first !== undefined) throw invalidArgument(first, ...rest);
  return config;
}

function wrongSizes(config: EncoderConfig): FieldViolation[] {
  return sizes.flatMap((field) => {
    const size = config[field];
    const fits = size === undefined ? field === 'projectionSize' : Number.isSafeInteger(size) && size >= 1;
    return fits ? [] : [{ field, description: `${size} is not a whole number of at least 1` }];
  });
}

function wrongChoices(config: EncoderConfig): FieldViolation[] {
  return Object.entries(choices).flatMap(([field, allowed]: [string, readonly string[]]) => {
    const choice = config[field as keyof typeof choices];
    return allowed.includes(choice) ? [] : [{ field, description: `${choice} is not one of ${allowed.join(', ')}` }];
  });
}

function wrongRelations(config: EncoderConfig): FieldViolation[] {
  const { hiddenSize, heads, layerNormEps, positionOffset, maxPositions, padTokenId, vocabularySize } = config;
  const violations: FieldViolation[] = [];
  if (hiddenSize % heads !== 0)
    violations.push({ field: 'heads', description: `${heads} does not divide the hidden size ${hiddenSize}` });
  if (!(layerNormEps > 0 && layerNormEps < 1))
    violations.push({ field: 'layerNormEps', description: `${layerNormEps} is not between 0 and 1` });
  if (!isRow(positionOffset, maxPositions))
    violations.push({
      field: 'positionOffset',
      description: `${positionOffset} is no row of the ${maxPositions} positions`,
    });
  if (!isRow(padTokenId, vocabularySize))
    violations.push({ field: 'padTokenId', description: `${padTokenId} is no row of the ${vocabularySize} words` });
  return violations;
}

function isRow(row: number, rows: number): boolean {
  return Number.isInteger(row) && row >= 0 && row < rows;
}
