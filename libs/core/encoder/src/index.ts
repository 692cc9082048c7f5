/**
 * Encoders of the BERT family as graphs.
 *
 *     const model = buildEncodeModel(config, weights);                       // ONNX: ids and mask → token vectors
 *     const hidden = encode(config, parameters, { inputIds, attentionMask }); // inside a training graph
 *     const vectors = tokenVectors(config, parameters, hidden);
 */
export { encode } from './architecture/encode.ts';
export type { EncodeOptions, EncoderInputs } from './architecture/encode.ts';
export type { DropoutOptions } from './architecture/dropout.ts';
export type { Packing } from './architecture/packing.ts';
export { maximumLength } from './config/encoder-config.ts';
export type { EncoderConfig } from './config/encoder-config.ts';
export { validateConfig } from './config/validate-config.ts';
export { pool } from './heads/pool.ts';
export type { Pooling } from './heads/pool.ts';
export { project, tokenVectors, vectorSize } from './heads/token-vectors.ts';
export { buildEncodeModel, encodeOutputs } from './model/build-encode-model.ts';
export type { EncodeModelOptions, EncodeOutputs } from './model/build-encode-model.ts';
export { encoderParameters } from './parameters/encoder-parameters.ts';
export type { EncoderParameter } from './parameters/encoder-parameters.ts';
export { initialiseParameters } from './parameters/initialise-parameters.ts';
export { storedParameters } from './parameters/parameter-values.ts';
export type { Parameters } from './parameters/parameter-values.ts';
export type { Weight, Weights } from './parameters/weights.ts';
export { collate } from './sequences/collate.ts';
export type { Batch, CollateOptions } from './sequences/collate.ts';
export { preparePassage, prepareQuery } from './sequences/prepare-sequence.ts';
export type { SequenceLayout, TokenSequence } from './sequences/sequence-layout.ts';
