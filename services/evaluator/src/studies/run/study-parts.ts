import type { ArtifactRegistry } from '@optical/artifacts';
import type { StudySpec__Output } from '@optical/contracts/evaluator';
import type { StudySetup } from '@optical/evaluation';
import type { ServiceClient } from '@optical/grpc';
import type { DescribeProcess } from '@optical/service';
import type { Telemetry } from '@optical/telemetry';
import type { DataResources } from '@optical/training';
import type { Ranker } from '../../ranking/ranker.ts';
import type { Tracks } from '../../tracks/open-tracks.ts';
import type { TrackData } from '../../tracks/track-data.ts';
import type { TrackFiles } from '../../tracks/track-files.ts';
import type { Journal } from './journal.ts';
import type { DistillerClient } from './run-job.ts';
import type { ModelScorer } from './score-model.ts';

/** What studies need of this process. */
export interface StudyParts {
  readonly artifacts: ArtifactRegistry;
  readonly tracks: Tracks;
  readonly files: () => TrackFiles;
  readonly data: DataResources;
  readonly ranker: Ranker;
  readonly distiller: () => DistillerClient;
  readonly tokenizer: () => Pick<
    ServiceClient<'tokenizer'>,
    'trainVocabulary' | 'describeVocabulary' | 'measureCoverage'
  >;
  /** Makes a track's passages searchable for users; undefined without an indexer. */
  readonly collect: ((track: TrackData, teacher: string, signal: AbortSignal) => Promise<unknown>) | undefined;
  readonly describeProcess: DescribeProcess;
  readonly telemetry: Telemetry;
  readonly depth: number;
  readonly progressMs: number;
}

/** One attempt at a study. */
export interface StudyRun {
  readonly parts: StudyParts;
  readonly id: string;
  readonly spec: StudySpec__Output;
  readonly setup: StudySetup;
  readonly journal: Journal;
  readonly scorer: ModelScorer;
  /** Learning rates that are being chosen, by arm, language, setting and budget. */
  readonly choices: Map<string, Promise<number>>;
  /** Aborted when the study was cancelled or lost, or the process ends. */
  readonly signal: AbortSignal;
}
