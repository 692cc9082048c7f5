/** What fixes the shapes and the arithmetic of an encoder of the BERT family. Sizes count elements. */
export interface EncoderConfig {
  readonly family: 'bert' | 'xlm-roberta';
  /** Rows of the word table. */
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly heads: number;
  readonly feedForwardSize: number;
  /** Rows of the position table; sequences have at most `maxPositions - positionOffset` tokens. */
  readonly maxPositions: number;
  readonly typeVocabularySize: number;
  readonly layerNormEps: number;
  /** `gelu` is the exact one, `gelu_new` the tanh approximation. */
  readonly activation: 'gelu' | 'gelu_new' | 'relu';
  readonly normalization: 'post' | 'pre';
  /** Row of the position table that the first token uses: 0 in BERT, padTokenId + 1 in RoBERTa. */
  readonly positionOffset: number;
  readonly padTokenId: number;
  /** Rows of the projection of a late-interaction head; absent without one. */
  readonly projectionSize?: number;
}
