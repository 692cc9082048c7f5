import type { CheckpointTokenizer, EncoderCheckpoint } from '@optical/checkpoints';
import type { HeldOutText, MalformedRecord, SentencePair } from '@optical/datasets';

/** What a reference resolved to. */
export interface ResolvedReference {
  readonly name: string;
  /** sha256 of the content, 64 lower-case hexadecimal digits. */
  readonly digest: string;
}

/** A model with all its weights in memory. */
export interface ResolvedModel extends ResolvedReference {
  readonly checkpoint: EncoderCheckpoint;
}

export interface ResolvedVocabulary extends ResolvedReference {
  readonly tokenizer: CheckpointTokenizer;
}

/** A data set of records that can be read again and again. */
export interface ResolvedData<Example> extends ResolvedReference {
  /** Its texts come from the articles of an evaluation set: it is refused unless evaluation data are allowed. */
  readonly fromEvaluation: boolean;
  /** Reads all of it from the start; malformed records are left out and counted. */
  read(): DataReading<Example>;
}

/** One pass over a data set; `Reading` of @optical/datasets is one. */
export interface DataReading<Example> extends AsyncIterable<Example> {
  /** Complete when the iteration has ended. */
  readonly report: { readonly malformed: number; readonly examples: readonly MalformedRecord[] };
}

/** A query, a passage that answers it, and passages that do not. */
export interface RelevanceExample {
  readonly id: string;
  readonly query: string;
  readonly positive: string;
  readonly negatives: readonly string[];
}

/** Cuts texts into ids without special tokens, in the order of the texts. */
export type Tokenize = (
  texts: readonly string[],
  options: { readonly signal?: AbortSignal },
) => Promise<readonly ArrayLike<number>[]>;

/** How a teacher encodes the English texts of a training. */
export interface TeacherRequest {
  /** Ids without special tokens. */
  readonly texts: readonly ArrayLike<number>[];
  readonly role: 'query' | 'passage';
  /** Length of the sequences, special tokens included; longer texts are cut off. */
  readonly maxTokens: number;
  /** Of queries; ignored for passages. */
  readonly queryAugmentation: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Token vectors of each text at every position of its sequence ([CLS], markers, tokens, [SEP], then [MASK] with
 * augmentation), as `prepareQuery` and `preparePassage` of @optical/encoder lay it out: [positions, dims], row-major,
 * rows of length 1. A result does not depend on which texts go together.
 */
export type EncodeTeacher = (request: TeacherRequest) => Promise<readonly Float32Array[]>;

/** An open program that must be closed. */
export interface Closable {
  close(): Promise<void>;
}

/**
 * Where a training finds what its specification names. The distiller resolves names in the registry and calls the
 * tokenizer and teacher services; scripts and tests have everything in process (`localResources`).
 *
 * All throw OpticalError not-found for a name that does not exist.
 */
export interface TrainingResources {
  /** `name`, `name@alias` or `name@digest`. */
  model(reference: string): Promise<ResolvedModel>;
  vocabulary(reference: string): Promise<ResolvedVocabulary>;
  /** @throws OpticalError invalid-argument if the data set has no such language */
  bitext(dataset: string, language: string): Promise<ResolvedData<SentencePair>>;
  relevance(
    dataset: string,
    language: string,
    options: { readonly allowEvaluationData: boolean },
  ): Promise<ResolvedData<RelevanceExample>>;
  /** Texts of all evaluation sets, which nothing is trained on. */
  evaluationTexts(): Promise<Iterable<HeldOutText>>;
  /** Tokenises with a tokenizer.json: a model's or vocabulary's, or one that was made for a training. */
  openTokenizer(
    tokenizer: CheckpointTokenizer,
    of?: ResolvedReference,
  ): Promise<{ readonly tokenize: Tokenize } & Closable>;
  /** Encodes with a model of `model`. */
  openTeacher(model: ResolvedModel): Promise<{ readonly encode: EncodeTeacher } & Closable>;
}
