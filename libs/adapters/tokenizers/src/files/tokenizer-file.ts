import { OpticalError } from '@optical/errors';
import { z } from 'zod';

/** Largest tokenizer.json that is read, in bytes: XLM-R's 250 k pieces take 17 MB. */
export const maximumTokenizerBytes = 2 ** 28;

/** How a vocabulary splits words. */
export type SegmentationModel = 'bpe' | 'unigram' | 'wordpiece' | 'word-level';

/** A token that text does not make, such as [MASK]. */
export interface SpecialToken {
  readonly token: string;
  readonly id: number;
}

/** What a tokenizer.json says of itself. */
export interface TokenizerDescription {
  readonly model: SegmentationModel;
  /** Rows that a table with one row per token needs: the highest id and one. */
  readonly size: number;
  /** In order of their ids. */
  readonly specialTokens: readonly SpecialToken[];
  /** Id of the token for what the vocabulary cannot spell; undefined where it has none. */
  readonly unknownId: number | undefined;
}

const id = z.int().nonnegative();
const vocabulary = z.record(z.string(), id);
const fileSchema = z.looseObject({
  added_tokens: z.array(z.looseObject({ id, content: z.string(), special: z.boolean().default(false) })).default([]),
  model: z.looseObject({
    type: z.string().optional(),
    vocab: z.union([vocabulary, z.array(z.tuple([z.string(), z.number()]))]),
    unk_token: z.string().nullish(),
    unk_id: id.nullish(),
  }),
});

export type TokenizerFile = z.infer<typeof fileSchema>;

const modelOf: Readonly<Record<string, SegmentationModel>> = {
  BPE: 'bpe',
  Unigram: 'unigram',
  WordPiece: 'wordpiece',
  WordLevel: 'word-level',
};

/**
 * Reads the parts of a Hugging Face tokenizer.json that are needed beside the native library.
 * @throws OpticalError `invalid-argument` naming what is wrong
 */
export function parseTokenizerFile(json: string | Uint8Array): TokenizerFile {
  if (json.length > maximumTokenizerBytes) {
    throw refused(`${json.length} bytes are above the limit ${maximumTokenizerBytes}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(typeof json === 'string' ? json : new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch (error) {
    throw refused(error instanceof Error ? error.message : String(error));
  }
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refused(`${issue!.path.join('.') || 'the file'}: ${issue!.message}`);
  }
  return parsed.data;
}

/** @throws OpticalError `invalid-argument` for a model that the native library does not have, or without a token */
export function describeTokenizerFile({ model, added_tokens }: TokenizerFile): TokenizerDescription {
  const kind = modelOf[model.type ?? untypedModel(model.vocab, model)];
  if (kind === undefined) throw refused(`the model ${JSON.stringify(model.type)} is not known`);
  let highest = Array.isArray(model.vocab) ? model.vocab.length - 1 : -1;
  if (!Array.isArray(model.vocab)) for (const id of Object.values(model.vocab)) highest = Math.max(highest, id);
  for (const { id } of added_tokens) highest = Math.max(highest, id);
  if (highest < 0) throw refused('the vocabulary is empty');
  return {
    model: kind,
    size: highest + 1,
    specialTokens: added_tokens
      .filter(({ special }) => special)
      .map(({ content, id }) => ({ token: content, id }))
      .sort((a, b) => a.id - b.id),
    unknownId: unknownIdOf(model),
  };
}

function unknownIdOf({ vocab, unk_id, unk_token }: TokenizerFile['model']): number | undefined {
  if (Array.isArray(vocab)) return unk_id ?? undefined;
  if (unk_token == null) return undefined;
  // The library would fail at the first character that it cannot spell.
  if (vocab[unk_token] === undefined)
    throw refused(`the unknown token ${JSON.stringify(unk_token)} is not in the vocabulary`);
  return vocab[unk_token];
}

/** Files from before 2021 do not name the type of their model. */
function untypedModel(vocab: unknown, model: object): string {
  if (Array.isArray(vocab)) return 'Unigram';
  return 'merges' in model ? 'BPE' : 'WordPiece';
}

export const refused = (problem: string): OpticalError =>
  new OpticalError('invalid-argument', `tokenizer.json: ${problem}`, {
    fieldViolations: [{ field: 'tokenizer_json', description: problem }],
  });
