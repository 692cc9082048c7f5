/** What a set may be used for. `evaluation` is never trained on. */
export type DataSetUse = 'training' | 'evaluation';

/** A known data set: what it is, whence, and whether it is used unless a caller says otherwise. */
export interface DataSet {
  readonly name: string;
  readonly kind: 'bitext' | 'dictionary' | 'questions';
  /** Two-letter codes; for bitext and dictionaries the language besides English. */
  readonly languages: readonly string[];
  /** Repository on github.com, at the first digits of a revision. */
  readonly source: string;
  readonly licence: string;
  readonly use: DataSetUse;
  /** False: used only when named. */
  readonly onByDefault: boolean;
  /** What a user must know before using it. */
  readonly caution?: string;
}
