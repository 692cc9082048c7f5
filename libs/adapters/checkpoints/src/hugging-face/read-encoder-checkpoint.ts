import path from 'node:path';
import { z } from 'zod';
import { maximumDescriptionBytes, parseJson } from '../files/parse-json.ts';
import { readIfPresent, readLimited } from '../files/read-limited.ts';
import { parseConfigJson } from './config-json.ts';
import { readTokenizer } from './checkpoint-tokenizer.ts';
import type { EncoderCheckpoint } from './encoder-checkpoint.ts';
import { readLateInteraction } from './late-interaction.ts';
import { readModules } from './modules-json.ts';
import { projectionName } from './parameter-names.ts';
import { readParameters } from './read-parameters.ts';

export interface StoredEncoder extends EncoderCheckpoint {
  /** Tensors of the files that the encoder has no use for: poolers, language-model heads, position ids. */
  readonly ignoredTensors: readonly string[];
}

/**
 * Reads a directory in the layout of transformers, sentence-transformers, PyLate or Stanford's ColBERT: config.json,
 * model.safetensors (or shards with an index), tokenizer.json, modules.json. Weights come as float32 and are finite.
 *
 * @throws OpticalError `not-found` for a missing file, `data-loss` for a damaged one, `failed-precondition` when the
 *   files do not fit each other, `unimplemented` for another architecture. The message names file, tensor, expectation.
 */
export async function readEncoderCheckpoint(directory: string): Promise<StoredEncoder> {
  const { encoder, projection, textVector } = await readModules(directory);
  const configFile = path.join(encoder, 'config.json');
  const config = parseConfigJson(await readLimited(configFile, maximumDescriptionBytes), configFile);
  const { parameters, ignoredTensors } = await readParameters(encoder, projection, config);
  const projectionSize = parameters.get(projectionName)?.shape[0];
  const tokenizer = await readTokenizer(encoder, config);
  const maximumLength = await readMaximumLength(encoder);
  const lateInteraction = await readLateInteraction(directory);
  return {
    architecture: projectionSize === undefined ? config : { ...config, projectionSize },
    parameters,
    ...(tokenizer === undefined ? {} : { tokenizer }),
    ...(maximumLength === undefined ? {} : { maximumLength }),
    ...(lateInteraction === undefined ? {} : { lateInteraction }),
    ...(textVector === undefined ? {} : { textVector }),
    ignoredTensors,
  };
}

const lengthSchema = z.object({ max_seq_length: z.int().positive().nullish() });

async function readMaximumLength(directory: string): Promise<number | undefined> {
  const file = path.join(directory, 'sentence_bert_config.json');
  const bytes = await readIfPresent(file, maximumDescriptionBytes);
  return bytes === undefined ? undefined : (parseJson(bytes, lengthSchema, file).max_seq_length ?? undefined);
}
