import { damaged } from '../files/file-errors.ts';
import { parseTokenizerJson, splitMerge } from '../tokenizer-file/tokenizer-json.ts';
import type { TokenizerJson } from '../tokenizer-file/tokenizer-json.ts';
import { renumberPostProcessor } from './renumber-post-processor.ts';
import { survivingIds } from './surviving-ids.ts';

export interface TrimmedTokenizer {
  /** The bytes of the trimmed tokenizer.json. */
  readonly json: Uint8Array;
  /** New id → old id, rising: the order of tokens does not change. */
  readonly oldIds: Int32Array;
  /** Old id → new id, -1 where the token is gone. */
  readonly newIds: Int32Array;
}

/**
 * Reduces a WordPiece, BPE or Unigram tokenizer to the `wanted` ids and those it cannot do without (added tokens, the
 * unknown token, the parts of BPE tokens, the lowest-scoring Unigram piece). A text all of whose tokens survive is cut
 * into the same tokens as before; for WordPiece that holds for texts without unknown tokens, since a word that no cut
 * fitted may fit after the longest piece that led astray is gone.
 *
 * @throws OpticalError `data-loss` for a damaged tokenizer, `out-of-range` for an id that no token has.
 */
export function trimTokenizer(json: Uint8Array, wanted: Iterable<number>, file = 'tokenizer.json'): TrimmedTokenizer {
  const tokenizer = parseTokenizerJson(json, file);
  const oldIds = survivingIds(tokenizer, wanted);
  const newIds = new Int32Array(oldIds.at(-1)! + 1).fill(-1);
  for (const [id, old] of oldIds.entries()) newIds[old] = id;
  const renumber = (id: number): number => {
    const renumbered = newIds[id] ?? -1;
    if (renumbered === -1) throw damaged({ file, problem: `refers to id ${id}, which is no added token` });
    return renumbered;
  };
  const trimmed = {
    ...tokenizer,
    added_tokens: tokenizer.added_tokens.map((token) => ({ ...token, id: renumber(token.id) })),
    model: trimModel(tokenizer.model, newIds),
    ...renumberPadding(tokenizer, renumber),
    ...renumberPostProcessor(tokenizer, renumber),
  };
  return { json: new TextEncoder().encode(JSON.stringify(trimmed)), oldIds, newIds };
}

function trimModel(model: TokenizerJson['model'], newIds: Int32Array): TokenizerJson['model'] {
  const survives = (id: number | undefined): boolean => id !== undefined && (newIds[id] ?? -1) !== -1;
  if (model.type === 'Unigram') {
    const vocab = model.vocab.filter((_, id) => survives(id));
    return { ...model, vocab, unk_id: model.unk_id == null ? model.unk_id : newIds[model.unk_id]! };
  }
  const kept = Object.entries(model.vocab).filter(([, id]) => survives(id));
  const vocab = Object.fromEntries(kept.map(([token, id]) => [token, newIds[id]!]));
  if (model.type === 'WordPiece') return { ...model, vocab };
  const merges = model.merges.filter((merge) => {
    const { left, right, result } = splitMerge(model, merge);
    return [left, right, result].every((token) => survives(model.vocab[token]));
  });
  return { ...model, vocab, merges };
}

function renumberPadding({ padding }: TokenizerJson, renumber: (id: number) => number): Partial<TokenizerJson> {
  return padding == null ? {} : { padding: { ...padding, pad_id: renumber(padding.pad_id) } };
}
