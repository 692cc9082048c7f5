/** What every reader takes. */
export interface ReadOptions {
  /** `nfc` composes every text field (ids stay as they are); `none`, the default, keeps the file's own form. */
  readonly normalization?: 'none' | 'nfc';
  /** Longest line in bytes, without its line break; a longer one is malformed. Default 1 MiB. */
  readonly maxLineBytes?: number;
  /** Largest size of a JSON document in bytes after decompression. Default 256 MiB. */
  readonly maxDocumentBytes?: number;
  /** Share of malformed records, 0 to 1, above which reading fails. Default 0.01. */
  readonly maxMalformedShare?: number;
  /** How many malformed records the report keeps as examples. Default 10. */
  readonly maxExamples?: number;
}

const mebibyte = 2 ** 20;

export const readDefaults: Required<ReadOptions> = {
  normalization: 'none',
  maxLineBytes: mebibyte,
  maxDocumentBytes: 256 * mebibyte,
  maxMalformedShare: 0.01,
  maxExamples: 10,
};

/** The function that the `normalization` option names. */
export function textNormalizer(options: ReadOptions): (text: string) => string {
  return options.normalization === 'nfc' ? (text) => text.normalize('NFC') : (text) => text;
}
