import type {
  Alarm,
  BitextReport,
  Checkpoint,
  JobProgress,
  Snapshot,
  SnapshotScore,
} from '@optical/contracts/distiller';
import type { ArtifactVersion, Device } from '@optical/contracts/common';
import type { JobRecord, Lease } from '@optical/jobs';
import type { CompleteSpec } from '../spec/complete-spec.ts';

/** What happened to a job, as the messages of the contract; changes of state are the queue's own. */
export type DistillerEvent =
  | { readonly progress: JobProgress }
  | { readonly snapshot: Snapshot }
  | { readonly checkpoint: Checkpoint }
  | { readonly alarm: Alarm }
  | { readonly score: SnapshotScore };

/** What the events of a job amount to, and what its distillers noted. */
export interface JobDocument {
  /** Digest of the plan that was accepted: the data must be the same when the job runs. */
  readonly planDigest: string;
  readonly device: Device;
  readonly bitextReports: readonly BitextReport[];
  readonly progress?: JobProgress;
  readonly lastNdcg?: number;
  readonly snapshots: readonly Snapshot[];
  readonly alarms: readonly Alarm[];
  readonly scores: readonly SnapshotScore[];
  readonly result?: ArtifactVersion;
  /** W3C traceparent of the latest segment, and of the one that wrote the latest checkpoint. */
  readonly segment?: string;
  readonly checkpointSegment?: string;
}

export type DistillerJob = JobRecord<CompleteSpec, JobDocument>;
export type DistillerLease = Lease<CompleteSpec, JobDocument, DistillerEvent>;

/** Works an event into the document. A repeated snapshot or score, as after a resume, replaces the one before. */
export function projectEvent(document: JobDocument, event: DistillerEvent): JobDocument {
  if ('progress' in event) return { ...document, progress: event.progress };
  if ('snapshot' in event) {
    const { snapshot } = event;
    const others = document.snapshots.filter(({ step }) => step !== snapshot.step);
    return { ...document, snapshots: [...others, snapshot].sort((a, b) => Number(a.step) - Number(b.step)) };
  }
  if ('alarm' in event) return { ...document, alarms: [...document.alarms, event.alarm] };
  if ('score' in event) return addScore(document, event.score);
  return document;
}

function addScore(document: JobDocument, score: SnapshotScore): JobDocument {
  const others = document.scores.filter((other) => scoreKey(other) !== scoreKey(score));
  const ndcg = ndcgAt10(score);
  return { ...document, scores: [...others, score], ...(ndcg !== undefined && { lastNdcg: ndcg }) };
}

const scoreKey = ({ modelDigest, dataset, metric }: SnapshotScore): string =>
  [modelDigest, dataset, metric?.kind, metric?.cutoff ?? 0].join(' ');

/** The value of a score that is an nDCG@10. */
export function ndcgAt10({ metric, value }: SnapshotScore): number | undefined {
  return metric?.kind === 'METRIC_KIND_NDCG' && metric.cutoff === 10 ? Number(value) : undefined;
}
