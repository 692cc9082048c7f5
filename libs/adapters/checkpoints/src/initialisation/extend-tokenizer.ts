import { addedTokens, cutUnspaced, isUnspaced, wordBitext, wordsOf } from '@optical/alignment';
import type { Piece, PieceVocabulary, WordBitext, WordRules } from '@optical/alignment';
import { failedPrecondition } from '@optical/errors';
import { z } from 'zod';
import type { CheckpointTokenizer } from '../hugging-face/encoder-checkpoint.ts';
import { tokenForms } from '../tokenizer-file/token-forms.ts';
import { parseTokenizerJson, rowsFor, tokenIds } from '../tokenizer-file/tokenizer-json.ts';
import type { TokenizerJson, WordPieceModel } from '../tokenizer-file/tokenizer-json.ts';

/** Sentence pairs, text beside text. */
export interface TextBitext {
  readonly english: readonly string[];
  readonly foreign: readonly string[];
}

const bertNormalizer = z.looseObject({
  type: z.literal('BertNormalizer'),
  lowercase: z.boolean(),
  strip_accents: z.boolean().nullish(),
});

const bertPreTokenizer = z.looseObject({ type: z.literal('BertPreTokenizer') });

/** Whether a vocabulary can be extended: WordPiece behind BERT's normaliser and pre-tokenizer. */
export const isExtensible = (teacher: CheckpointTokenizer): boolean => readExtensible(teacher) !== undefined;

/**
 * The teacher's tokenizer with the words of a language and the pieces of another vocabulary behind its own tokens, whose
 * ids stay. Names and numbers are written as the teacher writes them. Accents of Latin letters go where they go in the
 * teacher's; marks of other scripts stay, and Han characters stay together.
 *
 * @param pieces a vocabulary that was trained on texts of the language
 * @throws OpticalError `failed-precondition` for a teacher that is not `isExtensible`
 */
export function extendTokenizer(
  teacher: CheckpointTokenizer,
  pieces: CheckpointTokenizer,
  texts: TextBitext,
): CheckpointTokenizer {
  const json = requireExtensible(teacher);
  const learned = piecesOfLanguage(pieces);
  const added = addedTokens(vocabularyOf(json), readWords(json, learned, texts), learned);
  const vocab: Record<string, number> = { ...json.model.vocab };
  const first = rowsFor(tokenIds(json));
  added.forEach((token, place) => (vocab[token] = first + place));
  const extended = {
    ...json,
    truncation: null,
    padding: null,
    normalizer: normalizerFor(json),
    model: { ...json.model, vocab, max_input_chars_per_word: longestWord },
  };
  return { json: new TextEncoder().encode(JSON.stringify(extended)), specialTokens: teacher.specialTokens };
}

/** A run of a script without spaces is one word to the tokenizer. */
const longestWord = 1000;

/** The words of both sides as the extended tokenizer writes them; runs without spaces cut into known pieces. */
export function wordsOfBitext(
  teacher: CheckpointTokenizer,
  pieces: CheckpointTokenizer,
  texts: TextBitext,
): WordBitext {
  return readWords(requireExtensible(teacher), piecesOfLanguage(pieces), texts);
}

type WordPieceJson = TokenizerJson & { readonly model: WordPieceModel };

function readExtensible({ json }: CheckpointTokenizer): WordPieceJson | undefined {
  const tokenizer = parseTokenizerJson(json, "the teacher's tokenizer.json");
  const { model, normalizer, pre_tokenizer } = tokenizer;
  const isBert = bertNormalizer.safeParse(normalizer).success && bertPreTokenizer.safeParse(pre_tokenizer).success;
  return model.type === 'WordPiece' && isBert ? { ...tokenizer, model } : undefined;
}

function requireExtensible(teacher: CheckpointTokenizer): WordPieceJson {
  const tokenizer = readExtensible(teacher);
  if (tokenizer !== undefined) return tokenizer;
  throw failedPrecondition("the teacher's vocabulary cannot be extended: it is not WordPiece as BERT uses it");
}

export function vocabularyOf(json: TokenizerJson): PieceVocabulary {
  const { model } = json;
  const prefix = model.type === 'WordPiece' ? model.continuing_subword_prefix : '';
  return { ids: tokenIds(json), prefix };
}

function piecesOfLanguage({ json }: CheckpointTokenizer): Piece[] {
  const forms = tokenForms(parseTokenizerJson(json, "the student's tokenizer.json")).values();
  return Array.from(forms, (form) => ({ text: form.trim().normalize('NFC'), beginsWord: form.startsWith(' ') }));
}

function readWords(json: WordPieceJson, pieces: readonly Piece[], { english, foreign }: TextBitext): WordBitext {
  const rules = rulesOf(json);
  const forms = new Set(pieces.map(({ text }) => text));
  const foreignWords = (text: string) =>
    wordsOf(text, rules).flatMap((word) => (isUnspaced(word) ? cutUnspaced(word, (part) => forms.has(part)) : [word]));
  return wordBitext(
    english.map((text, pair) => ({ english: wordsOf(text, rules), foreign: foreignWords(foreign[pair]!) })),
  );
}

function rulesOf({ normalizer }: TokenizerJson): WordRules {
  const { lowercase, strip_accents } = bertNormalizer.parse(normalizer);
  return { lowercase, stripLatinMarks: strip_accents ?? lowercase };
}

function normalizerFor(json: TokenizerJson): unknown {
  const bert = { ...bertNormalizer.parse(json.normalizer), strip_accents: false, handle_chinese_chars: false };
  if (!rulesOf(json).stripLatinMarks) return bert;
  const latinMarks = { type: 'Replace', pattern: { Regex: String.raw`(?<=\p{Latin})\p{Mn}+` }, content: '' };
  return { type: 'Sequence', normalizers: [bert, { type: 'NFD' }, latinMarks, { type: 'NFC' }] };
}
