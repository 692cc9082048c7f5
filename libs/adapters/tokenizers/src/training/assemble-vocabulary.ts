import { Tokenizer } from 'tokenizers';
import { z } from 'zod';
import { tokenizerTemplate } from './tokenizer-template.ts';
import { unknownTokens } from './vocabulary-spec.ts';
import type { CompleteSpec } from './vocabulary-spec.ts';

const trainedSchema = z.object({
  model: z.discriminatedUnion('type', [
    z.object({
      type: z.literal('BPE'),
      vocab: z.record(z.string(), z.int()),
      merges: z.array(z.tuple([z.string(), z.string()])),
    }),
    z.object({ type: z.literal('Unigram'), vocab: z.array(z.tuple([z.string(), z.number()])) }),
  ]),
});

/** The tokenizer.json that the library trains: everything but tokens. */
export function untrainedTokenizer(spec: CompleteSpec): string {
  return JSON.stringify({
    ...tokenizerTemplate(spec),
    added_tokens: [],
    post_processor: null,
    model: emptyModel(spec),
  });
}

/** How often each character occurs in the corpus, after the normaliser. */
export type CountCharacters = (normalize: (text: string) => string) => Promise<ReadonlyMap<string, number>>;

/**
 * The tokenizer.json of a trained vocabulary: special tokens, characters, then merges or pieces in the order of the
 * training, cut to the size that was asked for. Characters take at most half of it; where there are more, the rarest
 * ones are unknown.
 */
export async function assembleVocabulary(
  trained: string,
  spec: CompleteSpec,
  countCharacters: CountCharacters,
): Promise<string> {
  const { model } = trainedSchema.parse(JSON.parse(trained));
  const template = tokenizerTemplate(spec);
  const tokens = model.type === 'BPE' ? Object.keys(model.vocab) : model.vocab.map(([piece]) => piece);
  // The text of a special token is never cut, so a token of the same spelling could not occur.
  const special = new Set(spec.specialTokens);
  const characters = tokens.filter((token) => isCharacter(token) && !special.has(token));
  const room = spec.size - special.size;
  const most = Math.floor(spec.size / 2);
  const native = Tokenizer.fromString(untrainedTokenizer(spec));
  const normalize = (text: string): string => native.getNormalizer()!.normalizeString(text);
  const alphabet =
    characters.length <= most ? characters : frequent(characters, most, await countCharacters(normalize));
  alphabet.sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
  const unknown = spec.specialTokens.find((token) => unknownTokens.includes(token))!;
  if (model.type === 'Unigram') {
    const kept = new Set(alphabet);
    let pieces = room - alphabet.length;
    const vocab = model.vocab.filter(
      ([piece]) => !special.has(piece) && (isCharacter(piece) ? kept.has(piece) : pieces-- > 0),
    );
    return JSON.stringify({
      ...template,
      model: {
        type: 'Unigram',
        unk_id: spec.specialTokens.indexOf(unknown),
        vocab: [...spec.specialTokens.map((token) => [token, 0]), ...vocab],
        byte_fallback: false,
      },
    });
  }
  const known = new Set(alphabet);
  const merges = model.merges.filter(([left, right]) => {
    const result = left + right;
    if (known.size >= room || special.has(result) || !known.has(left) || !known.has(right)) return false;
    known.add(result);
    return true;
  });
  const vocab = Object.fromEntries([...spec.specialTokens, ...known].map((token, id) => [token, id]));
  return JSON.stringify({ ...template, model: { ...emptyModel(spec), unk_token: unknown, vocab, merges } });
}

function emptyModel({ model }: CompleteSpec): object {
  if (model === 'unigram') return { type: 'Unigram', unk_id: null, vocab: [], byte_fallback: false };
  return {
    type: 'BPE',
    dropout: null,
    unk_token: null,
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: true,
    byte_fallback: false,
    vocab: {},
    merges: [],
  };
}

const isCharacter = (token: string): boolean => token.length === (token.codePointAt(0)! > 0xffff ? 2 : 1);

function frequent(characters: readonly string[], most: number, counts: ReadonlyMap<string, number>): string[] {
  // The mark of a word's beginning is no character of any text.
  const countOf = (character: string): number => (character === '▁' ? Infinity : (counts.get(character) ?? 0));
  return [...characters].sort((a, b) => countOf(b) - countOf(a) || (a < b ? -1 : 1)).slice(0, most);
}
