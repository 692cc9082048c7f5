import { OpticalError } from '@optical/errors';
import type { BpeModel, TokenizerJson, UnigramModel } from '../tokenizer-file/tokenizer-json.ts';
import { splitMerge, tokenIds } from '../tokenizer-file/tokenizer-json.ts';

/**
 * The ids that a trimmed tokenizer needs to treat texts made of `wanted` tokens as before, rising: the wanted ones,
 * every added token, the unknown token, and what the model's algorithm cannot do without.
 *
 * @throws OpticalError `out-of-range` for an id that no token has.
 */
export function survivingIds(tokenizer: TokenizerJson, wanted: Iterable<number>): Int32Array {
  const ids = tokenIds(tokenizer);
  const known = new Set(ids.values());
  const surviving = new Set<number>();
  for (const id of wanted) {
    if (!known.has(id))
      throw new OpticalError('out-of-range', `token id ${id} is none of the ${known.size} of the tokenizer`);
    surviving.add(id);
  }
  for (const { id } of tokenizer.added_tokens) surviving.add(id);
  const { model } = tokenizer;
  if (model.type === 'Unigram') keepForUnigram(model, surviving);
  else {
    const unknown = model.unk_token == null ? undefined : ids.get(model.unk_token);
    if (unknown !== undefined) surviving.add(unknown);
    if (model.type === 'BPE') keepForBpe(model, isByteLevel(tokenizer), surviving);
  }
  return Int32Array.from(surviving).sort();
}

/**
 * The score of an unknown character derives from the lowest score of the vocabulary. With that piece kept, a path
 * through unknown characters is no better than before, so the best segmentation into surviving pieces stays the best.
 */
function keepForUnigram({ vocab, unk_id, byte_fallback }: UnigramModel, surviving: Set<number>): void {
  let lowest = 0;
  for (const [id, [piece, score]] of vocab.entries()) {
    if (score < vocab[lowest]![1]) lowest = id;
    if (byte_fallback && isBytePiece(piece)) surviving.add(id);
  }
  if (vocab.length > 0) surviving.add(lowest);
  if (unk_id != null) surviving.add(unk_id);
}

/**
 * A token is reached through its merges, so the parts of every merge that makes a surviving token survive too. Merges
 * are never undone: all that happen in a text of surviving tokens are then still there, in their old order.
 */
function keepForBpe(model: BpeModel, byteLevel: boolean, surviving: Set<number>): void {
  const { vocab, byte_fallback } = model;
  for (const [token, id] of Object.entries(vocab)) {
    // The alphabet of a byte-level model stands for the 256 bytes: without one of them, characters would vanish.
    if ((byteLevel && /^.$/su.test(token)) || (byte_fallback && isBytePiece(token))) surviving.add(id);
  }
  const parts = new Map<number, number[]>();
  for (const merge of model.merges) {
    const { left, right, result } = splitMerge(model, merge);
    const made = vocab[result];
    if (made === undefined) continue;
    parts.set(made, [...(parts.get(made) ?? []), vocab[left]!, vocab[right]!]);
  }
  const open = [...surviving];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const part of parts.get(id) ?? []) {
      if (surviving.has(part)) continue;
      surviving.add(part);
      open.push(part);
    }
  }
}

function isBytePiece(token: string): boolean {
  return /^<0x[0-9A-F]{2}>$/.test(token);
}

function isByteLevel({ normalizer, pre_tokenizer }: TokenizerJson): boolean {
  return JSON.stringify([normalizer, pre_tokenizer]).includes('"type":"ByteLevel"');
}
