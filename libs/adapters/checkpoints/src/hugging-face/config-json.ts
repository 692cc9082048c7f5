import { validateConfig } from '@optical/encoder';
import type { EncoderConfig } from '@optical/encoder';
import { OpticalError } from '@optical/errors';
import { z } from 'zod';
import { parseJson } from '../files/parse-json.ts';
import { mismatched, unsupported } from '../files/file-errors.ts';

const size = z.int().positive();

const configSchema = z.object({
  model_type: z.string(),
  vocab_size: size,
  hidden_size: size,
  num_hidden_layers: size,
  num_attention_heads: size,
  intermediate_size: size,
  max_position_embeddings: size,
  type_vocab_size: size,
  layer_norm_eps: z.number().positive().default(1e-12),
  hidden_act: z.string(),
  pad_token_id: z.int().nonnegative().nullish(),
  position_embedding_type: z.string().default('absolute'),
  is_decoder: z.boolean().default(false),
});

type ConfigJson = z.infer<typeof configSchema>;

const families: Readonly<Record<string, EncoderConfig['family']>> = {
  bert: 'bert',
  'xlm-roberta': 'xlm-roberta',
  roberta: 'xlm-roberta',
  camembert: 'xlm-roberta',
};

const activations: Readonly<Record<string, EncoderConfig['activation']>> = {
  gelu: 'gelu',
  gelu_new: 'gelu_new',
  gelu_pytorch_tanh: 'gelu_new',
  relu: 'relu',
};

/**
 * The architecture that a Hugging Face config.json of the BERT or RoBERTa family describes.
 * Fields: https://huggingface.co/docs/transformers/model_doc/bert#transformers.BertConfig
 *
 * @throws OpticalError `data-loss` when the file is not such a description, `unimplemented` for other architectures.
 */
export function parseConfigJson(bytes: Uint8Array, file: string): EncoderConfig {
  const config = parseJson(bytes, configSchema, file);
  const family = choose(families, 'model_type', config.model_type, file);
  const activation = choose(activations, 'hidden_act', config.hidden_act, file);
  requireEncoder(config, file);
  const padTokenId = config.pad_token_id ?? (family === 'bert' ? 0 : 1);
  const encoder: EncoderConfig = {
    family,
    vocabularySize: config.vocab_size,
    hiddenSize: config.hidden_size,
    layers: config.num_hidden_layers,
    heads: config.num_attention_heads,
    feedForwardSize: config.intermediate_size,
    maxPositions: config.max_position_embeddings,
    typeVocabularySize: config.type_vocab_size,
    layerNormEps: config.layer_norm_eps,
    activation,
    normalization: 'post',
    positionOffset: positionOffset(family, padTokenId),
    padTokenId,
  };
  try {
    return validateConfig(encoder);
  } catch (error) {
    throw error instanceof OpticalError ? mismatched({ file, problem: error.message }) : error;
  }
}

/**
 * The config.json of a model without head.
 *
 * @throws OpticalError `unimplemented` when transformers has no such architecture.
 */
export function toConfigJson(config: EncoderConfig, file: string): Record<string, unknown> {
  if (config.normalization !== 'post') {
    throw unsupported({
      file,
      problem: `normalization ${config.normalization} has no BERT or XLM-R model, expected post`,
    });
  }
  const offset = positionOffset(config.family, config.padTokenId);
  if (config.positionOffset !== offset) {
    const problem = `positionOffset ${config.positionOffset} is not that of ${config.family}, expected ${offset}`;
    throw unsupported({ file, problem });
  }
  return {
    architectures: [config.family === 'bert' ? 'BertModel' : 'XLMRobertaModel'],
    model_type: config.family,
    vocab_size: config.vocabularySize,
    hidden_size: config.hiddenSize,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    intermediate_size: config.feedForwardSize,
    max_position_embeddings: config.maxPositions,
    type_vocab_size: config.typeVocabularySize,
    layer_norm_eps: config.layerNormEps,
    hidden_act: config.activation,
    pad_token_id: config.padTokenId,
    position_embedding_type: 'absolute',
  };
}

/** RoBERTa numbers its tokens from the row after the one of the padding token. */
function positionOffset(family: EncoderConfig['family'], padTokenId: number): number {
  return family === 'bert' ? 0 : padTokenId + 1;
}

function requireEncoder(config: ConfigJson, file: string): void {
  if (config.position_embedding_type !== 'absolute') {
    const problem = `position_embedding_type is ${JSON.stringify(config.position_embedding_type)}, expected "absolute"`;
    throw unsupported({ file, problem });
  }
  if (config.is_decoder) throw unsupported({ file, problem: 'is_decoder is true, expected an encoder' });
}

function choose<T>(table: Readonly<Record<string, T>>, field: string, value: string, file: string): T {
  if (Object.hasOwn(table, value)) return table[value]!;
  const known = Object.keys(table).join(', ');
  throw unsupported({ file, problem: `${field} is ${JSON.stringify(value)}, expected one of ${known}` });
}
