/** Canonical name of the projection of a late-interaction head, [projectionSize, hiddenSize]. */
export const projectionName = 'projection.weight';

/** Name of the head in Stanford's ColBERT checkpoints and in Dense modules. */
export const headName = 'linear.weight';

/** transformers' name of the word table, by which a prefix such as "bert." is recognised. */
export const wordTableName = 'embeddings.word_embeddings.weight';

const tables: Readonly<Record<string, string>> = {
  'embeddings.word': wordTableName,
  'embeddings.position': 'embeddings.position_embeddings.weight',
  'embeddings.type': 'embeddings.token_type_embeddings.weight',
  'embeddings.norm.weight': 'embeddings.LayerNorm.weight',
  'embeddings.norm.bias': 'embeddings.LayerNorm.bias',
};

const partsOfLayers: Readonly<Record<string, string>> = {
  'attention.query': 'attention.self.query',
  'attention.key': 'attention.self.key',
  'attention.value': 'attention.self.value',
  'attention.output': 'attention.output.dense',
  'attention.norm': 'attention.output.LayerNorm',
  'feedForward.up': 'intermediate.dense',
  'feedForward.down': 'output.dense',
  'feedForward.norm': 'output.LayerNorm',
};

/**
 * transformers' name, without prefix, of a parameter of @optical/encoder: `layer.0.attention.query.bias` is
 * `encoder.layer.0.attention.self.query.bias`. Undefined for what BERT and XLM-R models do not have.
 */
export function huggingFaceName(canonical: string): string | undefined {
  const [, layer, part, kind] = /^layer\.(\d+)\.(.+)\.(weight|bias)$/.exec(canonical) ?? [];
  if (layer === undefined || part === undefined || kind === undefined) return tables[canonical];
  const name = partsOfLayers[part];
  return name === undefined ? undefined : `encoder.layer.${layer}.${name}.${kind}`;
}
