import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { encoderParameters, maximumLength } from '@optical/encoder';
import { mismatched } from '../files/file-errors.ts';
import { writeDirectory } from '../files/write-directory.ts';
import { writeDurably } from '../files/write-durably.ts';
import type { FloatType } from '../safetensors/data-type.ts';
import { writeSafetensors } from '../safetensors/write-safetensors.ts';
import type { TensorToWrite } from '../safetensors/write-safetensors.ts';
import { requireTokensWithin } from './checkpoint-tokenizer.ts';
import { toConfigJson } from './config-json.ts';
import type { EncoderCheckpoint } from './encoder-checkpoint.ts';
import { moduleFiles } from './module-files.ts';
import { headName, huggingFaceName, projectionName } from './parameter-names.ts';
import { sequenceLayout } from './sequence-layout.ts';
import { toTokenizerConfig } from './special-tokens.ts';

export interface WriteOptions {
  /** What weights are stored as. Default F32. */
  readonly dtype?: FloatType;
  /** Bytes of an ONNX model of the same encoder, stored as onnx/model.onnx. */
  readonly onnxModel?: Uint8Array;
}

/**
 * Writes a directory that transformers opens; with `lateInteraction` PyLate opens it too, with `textVector`
 * sentence-transformers. It appears complete or not at all.
 *
 * @throws OpticalError `already-exists` when the directory is there; `failed-precondition` when parameters, tokenizer
 *   and settings do not fit each other; `unimplemented` for an architecture that transformers does not have;
 *   `out-of-range` for values that `dtype` cannot hold.
 */
export async function writeModelDirectory(
  directory: string,
  checkpoint: EncoderCheckpoint,
  { dtype = 'F32', onnxModel }: WriteOptions = {},
): Promise<void> {
  const { architecture, tokenizer, lateInteraction } = checkpoint;
  const { json, projection } = moduleFiles(checkpoint);
  const files = new Map(json).set('config.json', toConfigJson(architecture, path.join(directory, 'config.json')));
  const weights = encoderTensors(checkpoint, path.join(directory, 'model.safetensors'), dtype);
  if (tokenizer !== undefined) {
    requireTokensWithin(tokenizer.json, architecture.vocabularySize, path.join(directory, 'tokenizer.json'));
    if (lateInteraction !== undefined) sequenceLayout(tokenizer, lateInteraction);
    const length = checkpoint.maximumLength ?? maximumLength(architecture);
    files.set('tokenizer_config.json', toTokenizerConfig(tokenizer.specialTokens, architecture.family, length));
  }

  await writeDirectory(directory, async (folder) => {
    for (const [name, value] of files) {
      await write(folder, name, new TextEncoder().encode(`${JSON.stringify(value, undefined, 2)}\n`));
    }
    if (tokenizer !== undefined) await write(folder, 'tokenizer.json', tokenizer.json);
    if (onnxModel !== undefined) await write(folder, 'onnx/model.onnx', onnxModel);
    await writeWeights(path.join(folder, 'model.safetensors'), weights);
    if (projection === undefined) return;
    const file = path.join(folder, projection.folder, 'model.safetensors');
    await writeWeights(file, new Map([[headName, { ...projection.weight, dtype }]]));
  });
}

async function write(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeDurably(file, [bytes]);
}

/** transformers before version 5 refuses files that do not say that they are PyTorch's. */
async function writeWeights(file: string, tensors: ReadonlyMap<string, TensorToWrite>): Promise<void> {
  await writeSafetensors(file, tensors, { format: 'pt' });
}

/** All parameters but the projection, by the names of transformers. */
function encoderTensors({ architecture, parameters }: EncoderCheckpoint, file: string, dtype: FloatType) {
  const tensors = new Map<string, TensorToWrite>();
  const expected = new Map(encoderParameters(architecture).map(({ name, shape }) => [name, shape]));
  for (const tensor of parameters.keys()) {
    if (!expected.has(tensor)) throw mismatched({ file, tensor, problem: 'is no parameter of this architecture' });
  }
  for (const [tensor, shape] of expected) {
    const weight = parameters.get(tensor);
    if (weight?.shape.join() !== shape.join()) {
      const found = weight === undefined ? 'is missing' : `has shape [${weight.shape.join(', ')}]`;
      throw mismatched({ file, tensor, problem: `${found}, expected [${shape.join(', ')}]` });
    }
    if (tensor !== projectionName) tensors.set(huggingFaceName(tensor)!, { ...weight, dtype });
  }
  return tensors;
}
