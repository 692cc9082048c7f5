export type { BatchReport } from './batching/batcher.ts';
export type { EncodedBatch, EncodedText, EncodeOptions, Role } from './encode-options.ts';
export { estimateMemory, parameterCount } from './model/estimate-memory.ts';
export type { MemoryUse } from './model/estimate-memory.ts';
export type { EncoderSource } from './model/load-model.ts';
export { checkpointLayout, longestSequence, retrievalSettings } from './model/retrieval-settings.ts';
export { spaceFingerprint } from './model/space-fingerprint.ts';
export { openEncoder } from './open-encoder.ts';
export type { BatchingOptions, Encoder, EncoderDescription, OpenEncoderOptions } from './open-encoder.ts';
