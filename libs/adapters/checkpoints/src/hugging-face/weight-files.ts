import path from 'node:path';
import { notFound } from '@optical/errors';
import { z } from 'zod';
import { damaged, mismatched } from '../files/file-errors.ts';
import { maximumDescriptionBytes, parseJson } from '../files/parse-json.ts';
import { exists, readLimited } from '../files/read-limited.ts';
import { SafetensorsFile } from '../safetensors/safetensors-file.ts';

const single = 'model.safetensors';
const index = 'model.safetensors.index.json';

const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

/** The weights of a directory, whether in one file or in several: which open file holds which tensor. */
export interface WeightFiles extends AsyncDisposable {
  /** The file that an error about a missing tensor names. */
  readonly path: string;
  readonly tensors: ReadonlyMap<string, SafetensorsFile>;
}

/**
 * Opens model.safetensors, or the shards that model.safetensors.index.json lists.
 *
 * @throws OpticalError `not-found` without either, `data-loss` for damaged files, `failed-precondition` when the index
 *   and its shards disagree.
 */
export async function openWeightFiles(directory: string): Promise<WeightFiles> {
  if (await exists(path.join(directory, single))) return openSingle(path.join(directory, single));
  if (await exists(path.join(directory, index))) return openShards(directory);
  throw notFound('file', path.join(directory, single));
}

async function openSingle(file: string): Promise<WeightFiles> {
  const opened = await SafetensorsFile.open(file);
  const tensors = new Map([...opened.tensors.keys()].map((name) => [name, opened]));
  return { path: file, tensors, [Symbol.asyncDispose]: () => opened.close() };
}

async function openShards(directory: string): Promise<WeightFiles> {
  const file = path.join(directory, index);
  const { weight_map } = parseJson(await readLimited(file, maximumDescriptionBytes), indexSchema, file);
  const shards = new Map<string, SafetensorsFile>();
  const close = async () => {
    await Promise.all([...shards.values()].map((shard) => shard.close()));
  };
  try {
    const tensors = new Map<string, SafetensorsFile>();
    for (const [name, shardName] of Object.entries(weight_map)) {
      if (path.basename(shardName) !== shardName) {
        throw damaged({
          file,
          tensor: name,
          problem: `lies in ${JSON.stringify(shardName)}, expected a plain file name`,
        });
      }
      const shard = shards.get(shardName) ?? (await SafetensorsFile.open(path.join(directory, shardName)));
      shards.set(shardName, shard);
      if (!shard.tensors.has(name)) {
        throw mismatched({ file: shard.path, tensor: name, problem: `is missing, ${index} says it is here` });
      }
      tensors.set(name, shard);
    }
    return { path: file, tensors, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}
