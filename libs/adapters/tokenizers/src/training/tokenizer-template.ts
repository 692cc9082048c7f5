import { framingTokens } from './vocabulary-spec.ts';
import type { CompleteSpec } from './vocabulary-spec.ts';

/** Scripts written without spaces, of whose text a piece is cut at most this long. */
const spaceless = String.raw`\p{Han}\p{Hiragana}\p{Katakana}ー\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}`;

/**
 * Pieces that no token reaches beyond: runs of a spaceless script, numbers, other words, single signs, each with the
 * blank before it. Their length is bounded, so that a text without spaces takes time in proportion to its length.
 */
const pieces = [
  String.raw`▁?[\p{Han}\p{Hiragana}\p{Katakana}ー]{1,64}`,
  String.raw`▁?[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]{1,128}`,
  String.raw`▁?\p{N}{1,16}`,
  String.raw`▁?[^▁\p{N}\p{P}\p{S}${spaceless}]{1,64}`,
  '▁?[^▁]',
  '▁',
].join('|');

const metaspace = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: false };

/** Everything of a tokenizer.json but its model: what happens to a text before and after it is cut into tokens. */
export function tokenizerTemplate({ specialTokens, lowercase, stripAccents }: CompleteSpec): Record<string, unknown> {
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specialTokens.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFKC' },
        ...(lowercase ? [{ type: 'Lowercase' }] : []),
        ...(stripAccents ? [{ type: 'NFD' }, { type: 'StripAccents' }, { type: 'NFC' }] : []),
        { type: 'Replace', pattern: { Regex: String.raw`\s+` }, content: ' ' },
        { type: 'Strip', strip_left: true, strip_right: true },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [metaspace, { type: 'Split', pattern: { Regex: pieces }, behavior: 'Isolated', invert: false }],
    },
    post_processor: postProcessor(specialTokens),
    decoder: metaspace,
  };
}

function postProcessor(specialTokens: readonly string[]): unknown {
  const frame = framingTokens.find((tokens) => tokens.every((token) => specialTokens.includes(token)));
  if (!frame) return null;
  const [before, after] = frame.map((id) => ({ SpecialToken: { id, type_id: 0 } }));
  const text = { Sequence: { id: 'A', type_id: 0 } };
  const idsOf = (token: string): unknown => ({ id: token, ids: [specialTokens.indexOf(token)], tokens: [token] });
  return {
    type: 'TemplateProcessing',
    single: [before, text, after],
    pair: [before, text, after, { Sequence: { id: 'B', type_id: 0 } }, after],
    special_tokens: Object.fromEntries(frame.map((token) => [token, idsOf(token)])),
  };
}
