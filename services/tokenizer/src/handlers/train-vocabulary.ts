import { setTimeout as sleep } from 'node:timers/promises';
import { vocabularyKind } from '@optical/artifacts';
import type { Artifact, ArtifactRegistry, VocabularyMetadata } from '@optical/artifacts';
import type { TrainVocabularyRequest__Output, TrainVocabularyResponse } from '@optical/contracts/tokenizer';
import type { ServiceHandlers } from '@optical/grpc';
import { readCorpus, readSpecification } from '../training/read-specification.ts';
import type { TrainingRequest } from '../training/read-specification.ts';
import type { RequestLog } from '../training/request-log.ts';
import { canonicalSpecification } from '../training/trainer.ts';
import type { Trainer, TrainingState } from '../training/trainer.ts';
import { describeVocabulary } from '../vocabularies/vocabulary-message.ts';

/** Between two reports of one training. */
const reportIntervalMs = 500;

const stages = {
  reading: 'TRAINING_STAGE_READING',
  training: 'TRAINING_STAGE_TRAINING',
  measuring: 'TRAINING_STAGE_MEASURING',
} as const;

/** Trains a vocabulary on the streamed corpus and registers it; nothing is registered when the caller leaves. */
export function trainVocabulary(
  artifacts: ArtifactRegistry,
  trainer: Trainer,
  requestLog: RequestLog,
): ServiceHandlers<'tokenizer'>['trainVocabulary'] {
  async function run(
    request: TrainingRequest,
    messages: AsyncIterator<TrainVocabularyRequest__Output>,
    state: TrainingState,
    signal: AbortSignal,
  ): Promise<Artifact<VocabularyMetadata>> {
    const { requestId } = request;
    if (requestId === '') return trainer.train(request, readCorpus(messages), state, signal);
    const specification = canonicalSpecification(request);
    const place = requestLog.begin(requestId);
    try {
      const known = await requestLog.find(requestId, specification);
      if (known !== undefined) return await artifacts.find(known, vocabularyKind);
      const artifact = await trainer.train(request, readCorpus(messages), state, signal);
      await requestLog.add(requestId, specification, `${artifact.version.name}@${artifact.version.digest}`);
      return artifact;
    } finally {
      place[Symbol.dispose]();
    }
  }

  return async function* (messages, { signal }) {
    const begin = performance.now();
    const iterator = messages[Symbol.asyncIterator]();
    const first = await iterator.next();
    const request = readSpecification(first.done === true ? undefined : first.value);
    const state: TrainingState = { stage: 'reading', texts: 0, bytes: 0 };
    const report = (): TrainVocabularyResponse => ({
      stage: stages[state.stage],
      texts: state.texts,
      bytes: state.bytes,
      elapsedSeconds: (performance.now() - begin) / 1000,
    });
    // Ends the training when nobody takes its reports any more.
    const controller = new AbortController();
    const work = run(request, iterator, state, AbortSignal.any([signal, controller.signal]));
    const ended = work.then(
      () => true,
      () => true,
    );
    try {
      do yield report();
      while (!(await Promise.race([ended, sleep(reportIntervalMs, false)])));
      const vocabulary = await describeVocabulary(artifacts, await work);
      yield { ...report(), stage: 'TRAINING_STAGE_DONE', vocabulary };
    } finally {
      controller.abort();
      await ended;
    }
  };
}
