import path from 'node:path';
import type { EncoderConfig } from '@optical/encoder';
import { mismatched } from '../files/file-errors.ts';
import { readIfPresent } from '../files/read-limited.ts';
import { maximumTokenizerBytes, parseTokenizerJson, tokenIds } from '../tokenizer-file/tokenizer-json.ts';
import type { CheckpointTokenizer } from './encoder-checkpoint.ts';
import { readSpecialTokens } from './special-tokens.ts';

/** Reads tokenizer.json and the roles of its tokens; undefined when there is none. */
export async function readTokenizer(
  directory: string,
  config: EncoderConfig,
): Promise<CheckpointTokenizer | undefined> {
  const file = path.join(directory, 'tokenizer.json');
  const json = await readIfPresent(file, maximumTokenizerBytes);
  if (json === undefined) return undefined;
  const ids = requireTokensWithin(json, config.vocabularySize, file);
  const specialTokens = await readSpecialTokens(directory, config.family);
  // PyLate stores the mask token as the padding token; the encoder's configuration knows the real one.
  const pad = [...ids].find(([, id]) => id === config.padTokenId)?.[0] ?? specialTokens.pad;
  return { json, specialTokens: { ...specialTokens, pad } };
}

/** @throws OpticalError `failed-precondition` when a token has no row in a word table of `rows` rows. */
export function requireTokensWithin(json: Uint8Array, rows: number, file: string): Map<string, number> {
  const ids = tokenIds(parseTokenizerJson(json, file));
  for (const [token, id] of ids) {
    if (id < rows) continue;
    const problem = `token ${JSON.stringify(token)} has id ${id}, the word table has ${rows} rows`;
    throw mismatched({ file, problem });
  }
  return ids;
}
