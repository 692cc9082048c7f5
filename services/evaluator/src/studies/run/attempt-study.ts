import type { AttemptOutcome } from '@optical/jobs';
import type { CellTable } from '../store/cell-table.ts';
import type { StudyDocument, StudyEvent, StudyLease } from '../store/study-document.ts';
import { planCells } from '../plan/plan-cells.ts';
import { studySetup } from '../spec/study-setup.ts';
import { oneAtATime } from '../../one-at-a-time.ts';
import { isOver, Journal } from './journal.ts';
import { patiently } from './patience.ts';
import { prepareStudy } from './prepare.ts';
import { runCell } from './run-cell.ts';
import { modelScorer } from './score-model.ts';
import type { StudyParts, StudyRun } from './study-parts.ts';

/** Makes one attempt at a study: goes on where the last one left it. */
export async function attemptStudy(
  parts: StudyParts,
  table: CellTable,
  lease: StudyLease,
  signal: AbortSignal,
): Promise<AttemptOutcome<StudyDocument, StudyEvent>> {
  const { id, spec, startedAt } = lease.job;
  await table.ensure(id, () => planCells(spec));
  const journal = await Journal.open(lease, table, parts.progressMs);
  const setup = studySetup(spec);
  const { artifacts, tracks, ranker, depth } = parts;
  const scorer = modelScorer({
    artifacts,
    tracks,
    ranker,
    setup,
    studyId: id,
    maxQueries: spec.maxQueries ?? 0,
    depth,
    signal,
  });
  const run: StudyRun = { parts, id, spec, setup, journal, scorer, choices: new Map(), signal };
  try {
    const prepared = await prepareStudy(run);
    const deadline = spec.maxSeconds > 0 ? (startedAt?.getTime() ?? Date.now()) + 1_000 * spec.maxSeconds : Infinity;
    const exclusively = oneAtATime();
    const waiting = journal.cells.filter((cell) => !isOver(cell)).map((cell) => cell.id);
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        signal.throwIfAborted();
        if (Date.now() > deadline) {
          const statusMessage = `the limit of ${spec.maxSeconds} seconds was reached`;
          await journal.change(next, { state: 'skipped', statusMessage });
        } else await runCell(run, next, prepared, lease.job.traceparent, exclusively);
      }
    };
    await Promise.all(Array.from({ length: spec.parallelJobs }, work));
    await collectMainTrack(run, prepared.teacher);
    return outcomeOf(journal);
  } catch (error) {
    if (lease.stopReason !== undefined && 'cancelled' in lease.stopReason)
      return await cancel(run, lease.stopReason.cancelled);
    if (signal.aborted) return 'interrupted';
    throw error;
  } finally {
    await journal.settle();
  }
}

/** Students can be tried out on the main track's passages; a study does not depend on it. */
async function collectMainTrack({ parts, setup, signal, id }: StudyRun, teacher: string): Promise<void> {
  try {
    await parts.collect?.(await parts.tracks.open(setup.tracks[0]!), teacher, signal);
  } catch (err) {
    parts.telemetry.logger.warn({ err, studyId: id }, 'the passages of the main track could not be made searchable');
  }
}

function outcomeOf(journal: Journal): AttemptOutcome<StudyDocument, StudyEvent> {
  const { cells } = journal;
  const failed = cells.filter(({ state }) => state === 'failed');
  const skipped = cells.filter(({ state }) => state === 'skipped');
  if (failed.length > 0) {
    const [{ id, statusMessage }] = failed as [(typeof failed)[0]];
    return {
      state: 'failed',
      message: `${failed.length} of ${cells.length} cells failed; the first is ${id}: ${statusMessage}`,
    };
  }
  const left =
    skipped.length === 0
      ? ''
      : `${skipped.length} of ${cells.length} cells were left out: ${skipped[0]!.statusMessage}`;
  return { state: 'succeeded', message: left };
}

/** Ends the jobs of a study that was cancelled; results so far stay. */
async function cancel(
  { journal, parts, id }: StudyRun,
  reason: string,
): Promise<AttemptOutcome<StudyDocument, StudyEvent>> {
  const patience = AbortSignal.timeout(30_000);
  const states = ['JOB_STATE_QUEUED', 'JOB_STATE_RUNNING'] as const;
  const { jobs } = await patiently(patience, () =>
    parts.distiller().listJobs({ states: [...states], labels: { study: id.slice(0, 63) }, pageSize: 500 }),
  );
  for (const job of jobs)
    await patiently(patience, () =>
      parts.distiller().cancelJob({ jobId: job.id, reason: `study ${id} was cancelled` }),
    );
  for (const cell of journal.cells)
    if (!isOver(cell)) await journal.change(cell.id, { state: 'skipped', statusMessage: 'the study was cancelled' });
  return { state: 'cancelled', message: reason };
}
