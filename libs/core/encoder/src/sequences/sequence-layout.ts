/** How the tokens of a text become the sequence that an encoder reads. Lengths count tokens, special ones included. */
export interface SequenceLayout {
  /** Token before every text: [CLS] or <s>. */
  readonly startTokenId: number;
  /** Token after every text: [SEP] or </s>. */
  readonly endTokenId: number;
  /** Token of query augmentation. */
  readonly maskTokenId: number;
  /** Marker after the start token: ColBERT's [Q]. Absent: none. */
  readonly queryMarkerId?: number;
  /** Marker after the start token: ColBERT's [D]. Absent: none. */
  readonly passageMarkerId?: number;
  /** Longest query; augmentation fills up to it. ColBERT: 32. */
  readonly queryLength: number;
  /** Longest passage. ColBERT: 180 to 220. */
  readonly passageLength: number;
  /** Whether queries are filled up with [MASK] tokens. */
  readonly queryAugmentation: boolean;
  /** Whether other positions attend to those [MASK] tokens. ColBERT: false. They get vectors in any case. */
  readonly attendToMaskTokens: boolean;
  /** Tokens of passages that are not scored: ColBERT leaves out punctuation. */
  readonly skippedTokenIds: ReadonlySet<number>;
}

/** A text as an encoder reads it. All lists have one entry per position; masks hold 1 or 0. */
export interface TokenSequence {
  readonly ids: readonly number[];
  /** Positions that others attend to. */
  readonly attentionMask: readonly number[];
  /** Positions whose vectors take part in late interaction. */
  readonly scoringMask: readonly number[];
  /** Positions of the text's own tokens: no start, end, marker and [MASK] tokens. */
  readonly contentMask: readonly number[];
  /** Whether tokens were cut off to stay within the length. */
  readonly truncated: boolean;
}
