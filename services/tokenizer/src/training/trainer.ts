import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { canonicalJson } from '@optical/artifacts';
import type { Artifact, ArtifactRegistry, VocabularyMetadata } from '@optical/artifacts';
import { exhausted } from '@optical/errors';
import { inSpan } from '@optical/telemetry';
import type { Instruments, Telemetry } from '@optical/telemetry';
import { CoverageMeter, loadTokenizer, trainVocabulary } from '@optical/tokenizers';
import type { CorpusTexts, LanguageCoverage, TextTokenizer, TrainedVocabulary } from '@optical/tokenizers';
import { tokenizerSpans } from '../telemetry.ts';
import type { tokenizerMetrics } from '../telemetry.ts';
import { publishVocabulary } from '../vocabularies/publish-vocabulary.ts';
import type { TrainingRequest } from './read-specification.ts';

export interface TrainerOptions {
  readonly artifacts: ArtifactRegistry;
  readonly telemetry: Telemetry;
  readonly metrics: Pick<Instruments<typeof tokenizerMetrics>, 'trainings' | 'trainingDuration'>;
  /** Belongs to the trainer alone. */
  readonly folder: string;
  readonly settings: {
    readonly trainings: number;
    readonly corpusLimitBytes: number;
    readonly coverageTexts: number;
  };
}

/** How far a training is; kept up to date by the trainer. */
export interface TrainingState {
  stage: 'reading' | 'training' | 'measuring';
  texts: number;
  bytes: number;
}

/** How long a caller should wait for the place of a training. */
const retryAfterMs = 10_000;

/** Trains vocabularies, a few at a time. */
export class Trainer {
  readonly #options: TrainerOptions;
  #running = 0;

  constructor(options: TrainerOptions) {
    this.#options = options;
  }

  /** Removes what trainings left behind that were killed. */
  async start(): Promise<void> {
    await rm(this.#options.folder, { recursive: true, force: true });
  }

  /** @throws OpticalError exhausted when as many trainings run as may */
  async train(
    { name, spec }: TrainingRequest,
    corpus: AsyncIterable<CorpusTexts>,
    state: TrainingState,
    signal: AbortSignal,
  ): Promise<Artifact<VocabularyMetadata>> {
    const { artifacts, telemetry, metrics, settings } = this.#options;
    if (this.#running >= settings.trainings) {
      throw exhausted(`${this.#running} trainings run, which is the limit`, retryAfterMs);
    }
    const begin = performance.now();
    const folder = path.join(this.#options.folder, randomUUID());
    this.#running++;
    metrics.trainings.add(1);
    try {
      await mkdir(folder, { recursive: true });
      const trained = await inSpan(telemetry.tracer, tokenizerSpans.train, () =>
        trainVocabulary(corpus, spec, {
          folder,
          maximumBytes: settings.corpusLimitBytes,
          signal,
          onProgress: (progress) => Object.assign(state, progress),
        }),
      );
      state.stage = 'measuring';
      const tokenizer = loadTokenizer(trained.json);
      const coverage = await inSpan(telemetry.tracer, tokenizerSpans.measure, () =>
        this.#measure(tokenizer, trained, signal),
      );
      const lineage = { configuration: { ...spec, specialTokens: [...spec.specialTokens] }, seed: spec.seed };
      const vocabulary = { name, json: trained.json, tokenizer, coverage, lineage, signal };
      const artifact = await publishVocabulary(artifacts, vocabulary);
      metrics.trainingDuration.record((performance.now() - begin) / 1000);
      return artifact;
    } finally {
      this.#running--;
      metrics.trainings.add(-1);
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** On texts of the corpus that lie evenly apart. */
  async #measure(
    tokenizer: TextTokenizer,
    { corpus, languages }: TrainedVocabulary,
    signal: AbortSignal,
  ): Promise<LanguageCoverage[]> {
    const meter = new CoverageMeter(tokenizer);
    for (const { language, texts } of languages) {
      const stride = Math.max(1, Math.ceil(texts / this.#options.settings.coverageTexts));
      const chosen: string[] = [];
      let index = 0;
      for await (const text of corpus.texts(language)) if (index++ % stride === 0) chosen.push(text);
      await meter.add(language, chosen, signal);
    }
    return meter.report();
  }
}

/** A specification as one string, whatever the order of its fields. */
export const canonicalSpecification = ({ name, spec }: TrainingRequest): string =>
  canonicalJson({ name, ...spec, specialTokens: [...spec.specialTokens] });
