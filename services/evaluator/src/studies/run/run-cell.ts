import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Job__Output } from '@optical/contracts/distiller';
import { failedPrecondition, OpticalError } from '@optical/errors';
import type { StudyCell } from '@optical/evaluation';
import { inSpan, linksTo } from '@optical/telemetry';
import { evaluatorSpans } from '../../telemetry.ts';
import { sizesOf, totalPairs } from '../plan/bitext-sizes.ts';
import { isMadeByJob } from '../plan/plan-cells.ts';
import type { Prepared } from '../plan/job-specs.ts';
import { referenceOf } from '../spec/study-setup.ts';
import { coverByStudent } from './coverage.ts';
import { chooseRate } from './learning-rates.ts';
import { isPassing } from './patience.ts';
import { scoreReference } from './reference-cell.ts';
import type { StudyRun } from './study-parts.ts';
import { scoreJob, trainCell } from './trained-cell.ts';

/**
 * Brings a cell to its end, from wherever an earlier attempt left it. Its own errors make it fail and the study go on;
 * services that stay away end the attempt.
 * @param submitted traceparent of the call that created the study, to which the cell's trace links
 * @param exclusively runs one at a time what scores
 */
export async function runCell(
  run: StudyRun,
  id: string,
  prepared: Prepared,
  submitted: string,
  exclusively: <T>(work: () => Promise<T>) => Promise<T>,
): Promise<void> {
  const { parts, journal, signal } = run;
  const cell = journal.cell(id);
  const work = async (): Promise<void> => {
    const skip = whyNot(cell, prepared);
    if (skip !== undefined) {
      await journal.change(id, { state: 'skipped', statusMessage: skip });
      return;
    }
    const method = referenceOf(run.spec.arms.find(({ name }) => name === cell.arm)!);
    if (!isMadeByJob(method)) {
      await exclusively(() => scoreReference(run, cell, method as 'teacher', prepared));
      return;
    }
    const rate = method === undefined ? await chooseRate(run, cell, prepared) : 0;
    const job = await trainCell(run, journal.cell(id), rate, prepared);
    const { name, digest } = resultOf(job);
    await noteDevice(run, job);
    await coverByStudent(run, cell, { name, digest });
    await exclusively(() => scoreJob(run, journal.cell(id), { job, rate }, prepared));
  };
  try {
    await context.with(ROOT_CONTEXT, () =>
      inSpan(
        parts.telemetry.tracer,
        evaluatorSpans.cell,
        async (span) => {
          await work();
          const score = journal.cell(id).final?.results[0]?.values[0]?.mean;
          if (score !== undefined) span.setAttribute('optical.evaluator.score', score);
          const { jobId } = journal.cell(id);
          if (jobId !== '') span.setAttribute('optical.job.id', jobId);
        },
        { links: linksTo(submitted), attributes: { 'optical.study.id': run.id, 'optical.evaluator.cell': id } },
      ),
    );
  } catch (error) {
    if (signal.aborted || isPassing(error) || !(error instanceof OpticalError)) throw error;
    parts.telemetry.logger.warn({ err: error, studyId: run.id, cell: id }, 'a cell failed');
    await journal.change(id, { state: 'failed', statusMessage: `${error.kind}: ${error.message}` });
  }
}

/**
 * A budget that a language's bitext does not fill would not be what it is called.
 * @throws OpticalError `failed-precondition` where nothing can be trained on the bitext
 */
function whyNot(cell: StudyCell, prepared: Prepared): string | undefined {
  const { bitextBudget, language } = cell;
  const sizes = sizesOf(prepared.sizes, cell);
  if (bitextBudget === 0 || sizes === undefined) return undefined;
  if (sizes.problem !== undefined) throw failedPrecondition(sizes.problem);
  const all = totalPairs(sizes);
  return all >= bitextBudget ? undefined : `the bitext has ${all} pairs in ${language}, fewer than ${bitextBudget}`;
}

function resultOf(job: Job__Output): NonNullable<Job__Output['result']> {
  if (job.result) return job.result;
  const state = job.state.replace('JOB_STATE_', '').toLowerCase();
  throw new OpticalError('failed-precondition', `job ${job.id} is ${state} without a result: ${job.statusMessage}`);
}

async function noteDevice({ journal }: StudyRun, job: Job__Output): Promise<void> {
  if (journal.document.device !== '') return;
  const device = job.device.replace('DEVICE_', '').toLowerCase();
  await journal.note((document) => ({ ...document, device }));
}
