import { modelKind, vocabularyKind } from '@optical/artifacts';
import type { ArtifactKind, ArtifactRegistry } from '@optical/artifacts';
import type { BitextReport, JobSpec__Output } from '@optical/contracts/distiller';
import { exhausted } from '@optical/errors';
import { inSpan } from '@optical/telemetry';
import type { Telemetry } from '@optical/telemetry';
import { planTraining } from '@optical/training';
import type { PlanMemo, TrainingResources } from '@optical/training';
import { distillerSpans } from '../telemetry.ts';
import { reportMessage } from '../training/wire-events.ts';
import { checkSpec } from './check-spec.ts';
import { completeSpec } from './complete-spec.ts';
import type { CompleteSpec } from './complete-spec.ts';

/** What a specification was found to be. */
export interface AcceptedSpec {
  /** With every default filled in, and models and vocabularies by digest. */
  readonly spec: CompleteSpec;
  readonly planDigest: string;
  readonly bitextReports: readonly BitextReport[];
}

/** @throws OpticalError as `checkSpec` and `planTraining` */
export type AcceptSpec = (spec: JobSpec__Output, signal: AbortSignal) => Promise<AcceptedSpec>;

/** Checks read whole data sets into memory: one at a time, and so many may wait. */
const maxWaiting = 16;
const retryAfterMs = 5_000;

export function createAcceptSpec(
  artifacts: ArtifactRegistry,
  resources: TrainingResources,
  { tracer }: Pick<Telemetry, 'tracer'>,
  memo: PlanMemo,
): AcceptSpec {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  const accept: AcceptSpec = async (given, signal) => {
    signal.throwIfAborted();
    const complete = completeSpec(given);
    checkSpec(complete);
    const spec = await pinReferences(complete, artifacts);
    const plan = await planTraining(checkSpec(spec), resources, { signal, memo });
    return { spec, planDigest: plan.digest, bitextReports: plan.reports.map(reportMessage) };
  };
  return async (spec, signal) => {
    // What can be told at once need not wait.
    checkSpec(completeSpec(spec));
    if (waiting >= maxWaiting)
      throw exhausted(`${waiting} specifications are being checked; the limit is ${maxWaiting}`, retryAfterMs);
    waiting += 1;
    const result = last.then(() => inSpan(tracer, distillerSpans.validate, () => accept(spec, signal)));
    last = result.catch(() => undefined);
    try {
      return await result;
    } finally {
      waiting -= 1;
    }
  };
}

/** Names and aliases as they stand now: the job means the same when it runs later. */
async function pinReferences(spec: CompleteSpec, artifacts: ArtifactRegistry): Promise<CompleteSpec> {
  const pin = async <M>(reference: string, kind: ArtifactKind<M>): Promise<string> => {
    if (reference === '') return reference;
    const { version } = await artifacts.find(reference, kind);
    return `${version.name}@${version.digest}`;
  };
  const { teacher, student } = spec;
  if (student) {
    const { initialization } = student;
    const checkpoint = initialization?.checkpoint;
    return {
      ...spec,
      student: {
        ...student,
        teacher: await pin(student.teacher, modelKind),
        vocabulary: await pin(student.vocabulary, vocabularyKind),
        initialization: checkpoint
          ? { ...initialization, checkpoint: { ...checkpoint, model: await pin(checkpoint.model, modelKind) } }
          : initialization,
      },
    };
  }
  if (!teacher) return spec;
  const { initialModel, architecture } = teacher;
  return {
    ...spec,
    teacher: {
      ...teacher,
      ...(initialModel !== undefined && { initialModel: await pin(initialModel, modelKind) }),
      ...(architecture && {
        architecture: { ...architecture, vocabulary: await pin(architecture.vocabulary, vocabularyKind) },
      }),
    },
  };
}
