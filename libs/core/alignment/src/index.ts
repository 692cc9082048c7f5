export { alignEmbeddings, meanEmbedding } from './aligned-embeddings.ts';
export type { AlignedEmbeddings, EmbeddingCounts, EmbeddingSources } from './aligned-embeddings.ts';
export type { Bitext } from './bitext.ts';
export { trainModel1 } from './ibm-model-1.ts';
export type { Model1 } from './ibm-model-1.ts';
export { packSequences } from './id-sequences.ts';
export type { IdSequences } from './id-sequences.ts';
export { pruneTable } from './translation-table.ts';
export type { TranslationTable } from './translation-table.ts';
