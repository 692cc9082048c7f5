/** The stem of every service: folder, Nx project, proto package, span prefix and environment prefix alike. */
export const stems = ['tokenizer', 'teacher', 'distiller', 'indexer', 'retriever', 'evaluator'] as const;

export type Stem = (typeof stems)[number];
