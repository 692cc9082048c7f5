import { modelKind, vocabularyKind } from '@optical/artifacts';
import type { ArtifactKind, ArtifactRegistry } from '@optical/artifacts';
import type { BitextReport, JobSpec__Output } from '@optical/contracts/distiller';
import { exhausted, invalidArgument } from '@optical/errors';
import { inSpan } from '@optical/telemetry';
import type { Telemetry } from '@optical/telemetry';
import { planTraining, selectPairs } from '@optical/training';
import type { PairSelection, PlanMemo, TrainingResources } from '@optical/training';
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

/** What is asked of specifications before there is a job. */
export interface SpecChecks {
  /** Checks everything that a job depends on. @throws OpticalError as `checkSpec` and `planTraining` */
  accept(spec: JobSpec__Output, signal: AbortSignal): Promise<AcceptedSpec>;
  /** The pairs that a student trains on. @throws OpticalError as `accept`, and `invalid-argument` for a teacher */
  select(spec: JobSpec__Output, signal: AbortSignal): Promise<PairSelection>;
}

/** Checks read whole data sets into memory: one at a time, and so many may wait. */
const maxWaiting = 16;
const retryAfterMs = 5_000;

export function createSpecChecks(
  artifacts: ArtifactRegistry,
  resources: TrainingResources,
  { tracer }: Pick<Telemetry, 'tracer'>,
  memo: PlanMemo,
): SpecChecks {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = async <T>(given: JobSpec__Output, signal: AbortSignal, work: (spec: CompleteSpec) => Promise<T>) => {
    const complete = completeSpec(given);
    // What can be told at once need not wait.
    checkSpec(complete);
    if (waiting >= maxWaiting)
      throw exhausted(`${waiting} specifications are being checked; the limit is ${maxWaiting}`, retryAfterMs);
    waiting += 1;
    const result = last.then(() =>
      inSpan(tracer, distillerSpans.validate, async () => {
        signal.throwIfAborted();
        return work(await pinReferences(complete, artifacts));
      }),
    );
    last = result.catch(() => undefined);
    try {
      return await result;
    } finally {
      waiting -= 1;
    }
  };
  return {
    accept: (given, signal) =>
      inTurn(given, signal, async (spec) => {
        const plan = await planTraining(checkSpec(spec), resources, { signal, memo });
        return { spec, planDigest: plan.digest, bitextReports: plan.reports.map(reportMessage) };
      }),
    select: (given, signal) =>
      inTurn(given, signal, async (spec) => {
        const training = checkSpec(spec);
        const { task } = training;
        if (task.kind !== 'student') throw invalidArgument({ field: 'spec.student', description: 'is required' });
        return selectPairs({ ...training, task }, resources, { signal, memo });
      }),
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
