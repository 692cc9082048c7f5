import path from 'node:path';
import { z } from 'zod';
import { maximumDescriptionBytes, parseJson } from '../files/parse-json.ts';
import { readIfPresent } from '../files/read-limited.ts';

/** How a ColBERT model turns text into tokens; the fields and defaults are PyLate's and ColBERT's. */
export interface LateInteraction {
  /** Token inserted after [CLS]; empty for none. */
  readonly queryPrefix: string;
  readonly documentPrefix: string;
  /** Tokens, special ones included. */
  readonly queryLength: number;
  readonly documentLength: number;
  /** Fill queries up to `queryLength` with [MASK] (query augmentation). */
  readonly queryExpansion: boolean;
  readonly attendToMaskTokens: boolean;
  /** Words whose tokens are left out of documents after encoding. */
  readonly skippedWords: readonly string[];
}

const length = z.int().positive();

/** ASCII punctuation, Python's string.punctuation. */
const punctuation = Array.from('!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~');

const pylateSchema = z.object({
  model_type: z.string().optional(),
  query_prefix: z.string().default('[Q] '),
  document_prefix: z.string().default('[D] '),
  query_length: length.default(32),
  document_length: length.default(180),
  do_query_expansion: z.boolean().default(true),
  attend_to_expansion_tokens: z.boolean().default(false),
  skiplist_words: z.array(z.string()).default(punctuation),
});

const stanfordSchema = z.object({
  query_token_id: z.string().default('[unused0]'),
  doc_token_id: z.string().default('[unused1]'),
  query_maxlen: length.default(32),
  doc_maxlen: length.default(180),
  attend_to_mask_tokens: z.boolean().default(false),
  mask_punctuation: z.boolean().default(true),
});

/** Reads PyLate's config_sentence_transformers.json or Stanford's artifact.metadata; undefined when neither says ColBERT. */
export async function readLateInteraction(directory: string): Promise<LateInteraction | undefined> {
  return (await readPylate(directory)) ?? (await readStanford(directory));
}

/** The fields that PyLate adds to config_sentence_transformers.json. */
export function toPylateConfig(settings: LateInteraction): Record<string, unknown> {
  return {
    model_type: 'ColBERT',
    prompts: {},
    default_prompt_name: null,
    similarity_fn_name: 'MaxSim',
    query_prefix: settings.queryPrefix,
    document_prefix: settings.documentPrefix,
    query_length: settings.queryLength,
    document_length: settings.documentLength,
    attend_to_expansion_tokens: settings.attendToMaskTokens,
    skiplist_words: settings.skippedWords,
    do_query_expansion: settings.queryExpansion,
  };
}

async function readPylate(directory: string): Promise<LateInteraction | undefined> {
  const file = path.join(directory, 'config_sentence_transformers.json');
  const bytes = await readIfPresent(file, maximumDescriptionBytes);
  if (bytes === undefined) return undefined;
  const config = parseJson(bytes, pylateSchema, file);
  if (config.model_type !== 'ColBERT') return undefined;
  return {
    queryPrefix: config.query_prefix,
    documentPrefix: config.document_prefix,
    queryLength: config.query_length,
    documentLength: config.document_length,
    queryExpansion: config.do_query_expansion,
    attendToMaskTokens: config.attend_to_expansion_tokens,
    skippedWords: config.skiplist_words,
  };
}

async function readStanford(directory: string): Promise<LateInteraction | undefined> {
  const file = path.join(directory, 'artifact.metadata');
  const bytes = await readIfPresent(file, maximumDescriptionBytes);
  if (bytes === undefined) return undefined;
  const config = parseJson(bytes, stanfordSchema, file);
  return {
    queryPrefix: config.query_token_id,
    documentPrefix: config.doc_token_id,
    queryLength: config.query_maxlen,
    documentLength: config.doc_maxlen,
    queryExpansion: true,
    attendToMaskTokens: config.attend_to_mask_tokens,
    skippedWords: config.mask_punctuation ? punctuation : [],
  };
}
