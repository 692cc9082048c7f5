import type { EncoderConfig } from './encoder-config.ts';

/** One parameter: our canonical name, transformers' name without prefix, its shape. Linear weights are [out, in]. */
export interface ParameterName {
  readonly canonical: string;
  readonly huggingFace: string;
  readonly shape: readonly number[];
}

/** Canonical name of the projection of a late-interaction head, [projectionSize, hiddenSize]. */
export const projectionName = 'projection.weight';

/** transformers' name of the word table, by which a prefix such as "bert." is recognised. */
export const wordTableName = 'embeddings.word_embeddings.weight';

/** The parameters of an encoder without head, in the order of their use. */
export function encoderParameters(config: EncoderConfig): ParameterName[] {
  const { hiddenSize } = config;
  const table = (canonical: string, huggingFace: string, rows: number): ParameterName => ({
    canonical: `embeddings.${canonical}`,
    huggingFace: `embeddings.${huggingFace}.weight`,
    shape: [rows, hiddenSize],
  });
  return [
    table('word', 'word_embeddings', config.vocabularySize),
    table('position', 'position_embeddings', config.maxPositions),
    table('type', 'token_type_embeddings', config.typeVocabularySize),
    ...weightAndBias('embeddings.norm', 'embeddings.LayerNorm', [hiddenSize]),
    ...Array.from({ length: config.layers }, (_, layer) => layerParameters(config, layer)).flat(),
  ];
}

function layerParameters({ hiddenSize, feedForwardSize }: EncoderConfig, layer: number): ParameterName[] {
  const square = [hiddenSize, hiddenSize];
  const parts: [canonical: string, huggingFace: string, shape: number[]][] = [
    ['attention.query', 'attention.self.query', square],
    ['attention.key', 'attention.self.key', square],
    ['attention.value', 'attention.self.value', square],
    ['attention.output', 'attention.output.dense', square],
    ['attention.norm', 'attention.output.LayerNorm', [hiddenSize]],
    ['feedForward.up', 'intermediate.dense', [feedForwardSize, hiddenSize]],
    ['feedForward.down', 'output.dense', [hiddenSize, feedForwardSize]],
    ['feedForward.norm', 'output.LayerNorm', [hiddenSize]],
  ];
  return parts.flatMap(([canonical, huggingFace, shape]) =>
    weightAndBias(`layer.${layer}.${canonical}`, `encoder.layer.${layer}.${huggingFace}`, shape),
  );
}

function weightAndBias(canonical: string, huggingFace: string, shape: number[]): ParameterName[] {
  return [
    { canonical: `${canonical}.weight`, huggingFace: `${huggingFace}.weight`, shape },
    { canonical: `${canonical}.bias`, huggingFace: `${huggingFace}.bias`, shape: [shape[0]!] },
  ];
}
