import { decodeByteLevel } from './byte-level.ts';
import { tokenIds } from './tokenizer-json.ts';
import type { TokenizerJson } from './tokenizer-json.ts';

/**
 * The surface form of every token, by id: its text in lower case, after a space when it begins a word. So the tokens of
 * tokenizers that mark words differently ("##ing", "▁the", "Ġthe") compare. Absent: added tokens, and byte-level tokens
 * that are no whole characters.
 */
export function tokenForms(tokenizer: TokenizerJson): Map<number, string> {
  const added = new Set(tokenizer.added_tokens.map(({ id }) => id));
  const toForm = formReader(tokenizer);
  const forms = new Map<number, string>();
  for (const [token, id] of tokenIds(tokenizer)) {
    const form = added.has(id) ? undefined : toForm(token)?.toLowerCase();
    if (form !== undefined && form.trim() !== '') forms.set(id, form);
  }
  return forms;
}

/** For each id of `foreign` below `vocabularySize` the id of the English token with the same surface form, else -1. */
export function equalForms(english: TokenizerJson, foreign: TokenizerJson, vocabularySize: number): Int32Array {
  const idOf = new Map<string, number>();
  // A cased vocabulary has several tokens of one form: the first, which is the more frequent one, stands for it.
  for (const [id, form] of tokenForms(english)) if (!idOf.has(form)) idOf.set(form, id);
  const equal = new Int32Array(vocabularySize).fill(-1);
  for (const [id, form] of tokenForms(foreign)) equal[id] = idOf.get(form) ?? -1;
  return equal;
}

function formReader(tokenizer: TokenizerJson): (token: string) => string | undefined {
  const { model } = tokenizer;
  const prefix = model.type === 'Unigram' ? undefined : model.continuing_subword_prefix;
  if (prefix != null && prefix !== '') {
    return (token) => (token.startsWith(prefix) ? token.slice(prefix.length) : ` ${token}`);
  }
  const description = JSON.stringify([tokenizer.normalizer, tokenizer.pre_tokenizer, tokenizer.decoder]);
  if (description.includes('"type":"ByteLevel"')) return decodeByteLevel;
  return (token) => token.replaceAll('▁', ' ');
}
