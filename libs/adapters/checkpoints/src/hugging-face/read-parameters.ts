import path from 'node:path';
import { encoderParameters } from '@optical/encoder';
import type { EncoderConfig } from '@optical/encoder';
import { mismatched } from '../files/file-errors.ts';
import { SafetensorsFile } from '../safetensors/safetensors-file.ts';
import type { FloatTensor } from '../safetensors/float-tensor.ts';
import { headName, huggingFaceName, projectionName, wordTableName } from './parameter-names.ts';
import { openWeightFiles } from './weight-files.ts';
import type { WeightFiles } from './weight-files.ts';

export interface StoredParameters {
  /** By canonical name, all finite. */
  readonly parameters: Map<string, FloatTensor>;
  /** Tensors of the files that the encoder has no use for: poolers, language-model heads, position ids. */
  readonly ignoredTensors: readonly string[];
}

/**
 * Reads all parameters of the encoder and, where there is one, of the projection.
 *
 * @param projectionFolder the folder of a Dense module, whose model.safetensors then holds the projection.
 */
export async function readParameters(
  encoderFolder: string,
  projectionFolder: string | undefined,
  config: EncoderConfig,
): Promise<StoredParameters> {
  await using files = await openWeightFiles(encoderFolder);
  const prefix = findPrefix(files);
  const parameters = new Map<string, FloatTensor>();
  const used = new Set<string>();
  for (const { name: canonical, shape } of encoderParameters(config)) {
    const name = storedName(files, prefix + huggingFaceName(canonical)!);
    used.add(name);
    parameters.set(canonical, await files.tensors.get(name)!.readFloats(name, { shape, finite: true }));
  }
  const projection = await readProjection(files, projectionFolder, config);
  if (projection !== undefined) {
    parameters.set(projectionName, projection);
    used.add(headName);
  }
  const ignoredTensors = [...files.tensors.keys()].filter((name) => !used.has(name));
  refuseUnknownParts(files, prefix, ignoredTensors, config);
  return { parameters, ignoredTensors };
}

/** What stands before the word table: "", "bert.", "roberta.", "model." and so on. */
function findPrefix({ tensors, path: file }: WeightFiles): string {
  const found = [...tensors.keys()].filter((name) => name === wordTableName || name.endsWith(`.${wordTableName}`));
  if (found.length === 1) return found[0]!.slice(0, -wordTableName.length);
  const problem = `${found.length} tensors have this name or end with it after a prefix, expected one`;
  throw mismatched({ file, tensor: wordTableName, problem });
}

/** Checkpoints converted from TensorFlow call weight and bias of a normalisation gamma and beta. */
function storedName({ tensors, path: file }: WeightFiles, name: string): string {
  const older = name.replace(/LayerNorm\.weight$/, 'LayerNorm.gamma').replace(/LayerNorm\.bias$/, 'LayerNorm.beta');
  for (const candidate of [name, older]) if (tensors.has(candidate)) return candidate;
  throw mismatched({ file, tensor: name, problem: `is missing among ${tensors.size} tensors` });
}

async function readProjection(files: WeightFiles, folder: string | undefined, config: EncoderConfig) {
  if (folder !== undefined) {
    await using dense = await SafetensorsFile.open(path.join(folder, 'model.safetensors'));
    return await readHead(dense, config);
  }
  const file = files.tensors.get(headName);
  return file === undefined ? undefined : await readHead(file, config);
}

async function readHead(file: SafetensorsFile, { hiddenSize }: EncoderConfig): Promise<FloatTensor> {
  const head = await file.readFloats(headName, { finite: true });
  if (head.shape.length === 2 && head.shape[1] === hiddenSize) return head;
  const problem = `has shape [${head.shape.join(', ')}], expected [projection size, ${hiddenSize}]`;
  throw mismatched({ file: file.path, tensor: headName, problem });
}

/** More layers than the configuration has, or parts that it does not know, would otherwise be dropped in silence. */
function refuseUnknownParts(
  files: WeightFiles,
  prefix: string,
  ignored: readonly string[],
  config: EncoderConfig,
): void {
  const unknown = ignored.find((name) => name.startsWith(`${prefix}encoder.`));
  if (unknown === undefined) return;
  const problem = `is no part of the ${config.layers} layers that config.json describes`;
  throw mismatched({ file: files.tensors.get(unknown)!.path, tensor: unknown, problem });
}
