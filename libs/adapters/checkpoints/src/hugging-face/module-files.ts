import { maximumLength } from '@optical/encoder';
import { failedPrecondition } from '@optical/errors';
import type { FloatTensor } from '../safetensors/float-tensor.ts';
import type { EncoderCheckpoint } from './encoder-checkpoint.ts';
import { toPylateConfig } from './late-interaction.ts';
import type { TextVector } from './modules-json.ts';
import { projectionName } from './parameter-names.ts';

/** What sentence-transformers and PyLate need beside the files of transformers. */
export interface ModuleFiles {
  /** JSON files by path within the directory. */
  readonly json: ReadonlyMap<string, unknown>;
  /** Folder and weight of the linear projection, [out, in]. */
  readonly projection?: { readonly folder: string; readonly weight: FloatTensor };
}

interface Module {
  readonly type: string;
  readonly folder: string;
  readonly config?: unknown;
}

/**
 * PyLate's layout for late interaction (also when there are settings for text vectors), sentence-transformers' for text
 * vectors, nothing for a bare encoder.
 *
 * @throws OpticalError `failed-precondition` for a projection that belongs to neither, or settings without tokenizer.
 */
export function moduleFiles(checkpoint: EncoderCheckpoint): ModuleFiles {
  const { lateInteraction, textVector, parameters, architecture, tokenizer } = checkpoint;
  if ((lateInteraction ?? textVector) !== undefined && tokenizer === undefined) {
    throw failedPrecondition('a model that encodes texts needs a tokenizer.json');
  }
  const given = parameters.get(projectionName);
  if (lateInteraction !== undefined) {
    // PyLate appends a random projection to a model without one.
    const weight = given ?? identity(architecture.hiddenSize);
    const dense = denseModule('pylate.models.Dense.Dense', '1_Dense', weight);
    return filesOf(checkpoint, [dense], toPylateConfig(lateInteraction), { folder: dense.folder, weight });
  }
  if (textVector !== undefined) {
    const modules = textVectorModules(textVector, architecture.hiddenSize, given);
    const config = {
      model_type: 'SentenceTransformer',
      prompts: {},
      default_prompt_name: null,
      similarity_fn_name: 'cosine',
    };
    return filesOf(checkpoint, modules, config, given && { folder: '2_Dense', weight: given });
  }
  if (given === undefined) return { json: new Map() };
  throw failedPrecondition(`${projectionName} needs lateInteraction or textVector settings to be of use to others`);
}

function textVectorModules({ pooling, normalize }: TextVector, size: number, projection?: FloatTensor): Module[] {
  const config = {
    word_embedding_dimension: size,
    pooling_mode_cls_token: pooling === 'cls',
    pooling_mode_mean_tokens: pooling === 'mean',
    pooling_mode_max_tokens: false,
    pooling_mode_mean_sqrt_len_tokens: false,
  };
  const library = 'sentence_transformers.models';
  return [
    { type: `${library}.Pooling`, folder: '1_Pooling', config },
    ...(projection === undefined ? [] : [denseModule(`${library}.Dense`, '2_Dense', projection)]),
    ...(normalize ? [{ type: `${library}.Normalize`, folder: '3_Normalize' }] : []),
  ];
}

function denseModule(type: string, folder: string, { shape }: FloatTensor): Module {
  const config = {
    in_features: shape[1],
    out_features: shape[0],
    bias: false,
    activation_function: 'torch.nn.modules.linear.Identity',
  };
  return { type, folder, config };
}

function filesOf(
  { architecture, maximumLength: given }: EncoderCheckpoint,
  modules: readonly Module[],
  config: unknown,
  projection: ModuleFiles['projection'],
): ModuleFiles {
  const all = [{ type: 'sentence_transformers.models.Transformer', folder: '' }, ...modules];
  const json = new Map<string, unknown>([
    ['modules.json', all.map(({ type, folder }, idx) => ({ idx, name: String(idx), path: folder, type }))],
    ['config_sentence_transformers.json', config],
    ['sentence_bert_config.json', { max_seq_length: given ?? maximumLength(architecture), do_lower_case: false }],
  ]);
  for (const { folder, config } of modules) if (config !== undefined) json.set(`${folder}/config.json`, config);
  return projection === undefined ? { json } : { json, projection };
}

function identity(size: number): FloatTensor {
  const data = new Float32Array(size * size);
  for (let index = 0; index < size; index++) data[index * (size + 1)] = 1;
  return { shape: [size, size], data };
}
