import type { SnapshotScore__Output } from '@optical/contracts/distiller';
import { invalidArgument } from '@optical/errors';
import type { FieldViolation } from '@optical/errors';
import type { ServiceHandlers } from '@optical/grpc';
import type { DistillerJob } from '../queue/job-document.ts';
import type { QueueAccess } from '../queue/open-queue.ts';
import { requireJobId } from './require-job-id.ts';

const maxScores = 1_000;
const maxCutoff = 1_000;

/** Attaches scores of a job's snapshots or result, so that watchers see them. */
export const recordScores =
  (queue: QueueAccess): ServiceHandlers<'distiller'>['recordScores'] =>
  async ({ jobId, scores }) => {
    requireJobId(jobId);
    if (scores.length === 0 || scores.length > maxScores)
      throw invalidArgument({ field: 'scores', description: `has ${scores.length} scores, not 1 to ${maxScores}` });
    const opened = await queue.get();
    const job = await opened.get(jobId);
    const [first, ...rest] = scores.flatMap((score, place) => violationsOf(score, job, `scores[${place}]`));
    if (first !== undefined) throw invalidArgument(first, ...rest);
    await opened.append(
      jobId,
      scores.map((score) => ({ score })),
    );
    return {};
  };

function violationsOf(score: SnapshotScore__Output, { document }: DistillerJob, field: string): FieldViolation[] {
  const { modelDigest, dataset, metric, value } = score;
  const known = [...document.snapshots.map(({ model }) => model?.digest), document.result?.digest];
  return [
    ...(known.includes(modelDigest)
      ? []
      : [{ field: `${field}.model_digest`, description: `${JSON.stringify(modelDigest)} is no snapshot of the job` }]),
    ...(dataset === '' ? [{ field: `${field}.dataset`, description: 'is required' }] : []),
    ...(metric && metric.kind !== 'METRIC_KIND_UNSPECIFIED'
      ? []
      : [{ field: `${field}.metric.kind`, description: 'is required' }]),
    ...((metric?.cutoff ?? 0) > maxCutoff
      ? [{ field: `${field}.metric.cutoff`, description: `${metric!.cutoff} is above ${maxCutoff}` }]
      : []),
    ...(Number.isFinite(value) ? [] : [{ field: `${field}.value`, description: `${value} is not finite` }]),
  ];
}
