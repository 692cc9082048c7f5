import { z } from 'zod';
import { damaged } from '../files/file-errors.ts';
import { parseJson } from '../files/parse-json.ts';

/** The largest tokenizer.json that is read, in bytes: XLM-R's 250 k pieces take 17 MB, large BPE models about twice that. */
export const maximumTokenizerBytes = 2 ** 28;

const id = z.int().nonnegative();
/** Merges are pairs; older files separate the two by a space. */
const merge = z.union([z.string().regex(/^[^ ]+ [^ ]+$/), z.tuple([z.string(), z.string()])]);

const wordPieceSchema = z.looseObject({
  type: z.literal('WordPiece'),
  vocab: z.record(z.string(), id),
  unk_token: z.string(),
  continuing_subword_prefix: z.string().default('##'),
});
const bpeSchema = z.looseObject({
  type: z.literal('BPE'),
  vocab: z.record(z.string(), id),
  merges: z.array(merge),
  unk_token: z.string().nullish(),
  continuing_subword_prefix: z.string().nullish(),
  byte_fallback: z.boolean().default(false),
});
const unigramSchema = z.looseObject({
  type: z.literal('Unigram'),
  vocab: z.array(z.tuple([z.string(), z.number()])),
  unk_id: id.nullish(),
  byte_fallback: z.boolean().default(false),
});

const modelSchema = z.preprocess(withType, z.discriminatedUnion('type', [wordPieceSchema, bpeSchema, unigramSchema]));

const tokenizerSchema = z.looseObject({
  added_tokens: z.array(z.looseObject({ id, content: z.string() })).default([]),
  model: modelSchema,
  padding: z.looseObject({ pad_id: id }).nullish(),
  normalizer: z.unknown().optional(),
  post_processor: z.unknown().optional(),
  pre_tokenizer: z.unknown().optional(),
  decoder: z.unknown().optional(),
});

export type WordPieceModel = z.infer<typeof wordPieceSchema>;
export type BpeModel = z.infer<typeof bpeSchema>;
export type UnigramModel = z.infer<typeof unigramSchema>;

/** A tokenizer.json of Hugging Face tokenizers; parts that are not listed here are kept as they are. */
export type TokenizerJson = z.infer<typeof tokenizerSchema>;

/**
 * Format: https://github.com/huggingface/tokenizers/blob/main/tokenizers/src/tokenizer/serialization.rs
 *
 * @throws OpticalError `data-loss` when the file is not a WordPiece, BPE or Unigram tokenizer, or when an added token
 *   contradicts the model.
 */
export function parseTokenizerJson(bytes: Uint8Array, file: string): TokenizerJson {
  const tokenizer = parseJson(bytes, tokenizerSchema, file);
  const ids = modelTokenIds(tokenizer);
  for (const { id, content } of tokenizer.added_tokens) {
    const known = ids.get(content) ?? id;
    if (known === id) continue;
    throw damaged({
      file,
      problem: `added token ${JSON.stringify(content)} has id ${id}, the model gives it ${known}`,
    });
  }
  return tokenizer;
}

/** The parts of a BPE merge and the token it makes; older files write a merge as one string. */
export function splitMerge(
  { continuing_subword_prefix: prefix }: BpeModel,
  merge: BpeModel['merges'][number],
): { left: string; right: string; result: string } {
  const [left, right] = typeof merge === 'string' ? (merge.split(' ') as [string, string]) : merge;
  return { left, right, result: left + right.slice(prefix?.length ?? 0) };
}

/** Every token with its id, those of the model and the added ones. */
export function tokenIds(tokenizer: TokenizerJson): Map<string, number> {
  const ids = modelTokenIds(tokenizer);
  for (const { id, content } of tokenizer.added_tokens) ids.set(content, id);
  return ids;
}

/** Rows of the smallest word table that has one for every id. */
export function rowsFor(ids: ReadonlyMap<string, number>): number {
  let highest = -1;
  for (const id of ids.values()) highest = Math.max(highest, id);
  return highest + 1;
}

function modelTokenIds({ model }: TokenizerJson): Map<string, number> {
  if (model.type === 'Unigram') return new Map(model.vocab.map(([piece], index) => [piece, index]));
  return new Map(Object.entries(model.vocab));
}

/** Files from before 2021 do not name the type of their model. */
function withType(model: unknown): unknown {
  if (typeof model !== 'object' || model === null || 'type' in model || !('vocab' in model)) return model;
  if (Array.isArray(model.vocab)) return { ...model, type: 'Unigram' };
  return { ...model, type: 'merges' in model ? 'BPE' : 'WordPiece' };
}
