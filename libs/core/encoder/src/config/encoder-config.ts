/** What fixes the shapes and the arithmetic of an encoder of the BERT family. Sizes count elements. */
export interface EncoderConfig {
  readonly family: 'bert' | 'xlm-roberta';
  /** Rows of the word table. */
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  /** Attention heads; a divisor of `hiddenSize`. */
  readonly heads: number;
  readonly feedForwardSize: number;
  /** Rows of the position table; sequences have at most `maxPositions - positionOffset` tokens. */
  readonly maxPositions: number;
  /** Rows of the type table, of which row 0 is used: texts are encoded alone, never as pairs. */
  readonly typeVocabularySize: number;
  readonly layerNormEps: number;
  /** `gelu` is the exact one, `gelu_new` the tanh approximation. */
  readonly activation: 'gelu' | 'gelu_new' | 'relu';
  /** Where a layer normalises: after each residual sum (BERT), or before each block and once at the end. */
  readonly normalization: 'post' | 'pre';
  /** Row of the position table that the first token uses: 0 in BERT, padTokenId + 1 in RoBERTa. */
  readonly positionOffset: number;
  readonly padTokenId: number;
  /** Rows of the projection of a late-interaction head; absent without one. */
  readonly projectionSize?: number;
}

/** Most tokens that a sequence may have, special tokens included. */
export function maximumLength({ maxPositions, positionOffset }: EncoderConfig): number {
  return maxPositions - positionOffset;
}
