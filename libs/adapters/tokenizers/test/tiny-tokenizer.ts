interface Options {
  readonly alphabet: string;
  readonly merges?: readonly (readonly [string, string])[];
  readonly unknown?: boolean;
  /** Whatever else the file should say. */
  readonly more?: object;
}

/** A BPE tokenizer.json with [PAD] [UNK] [CLS] [SEP] [MASK] as 0 to 4, then the alphabet, then the merges. */
export function tinyTokenizer({ alphabet, merges = [], unknown = true, more = {} }: Options): string {
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
  const tokens = [...special, ...Array.from(alphabet), ...merges.map(([left, right]) => left + right)];
  const specialIds = (token: string): object => ({ id: token, ids: [special.indexOf(token)], tokens: [token] });
  return JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: { type: 'NFC' },
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true },
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        { SpecialToken: { id: '[CLS]', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '[SEP]', type_id: 0 } },
      ],
      pair: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }],
      special_tokens: { '[CLS]': specialIds('[CLS]'), '[SEP]': specialIds('[SEP]') },
    },
    decoder: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: unknown ? '[UNK]' : null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges,
    },
    ...more,
  });
}
