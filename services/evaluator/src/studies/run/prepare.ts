import { modelKind } from '@optical/artifacts';
import { failedPrecondition, OpticalError } from '@optical/errors';
import type { StudyArtifact } from '@optical/evaluation';
import { referenceTo } from '../../scoring/run-sources.ts';
import type { Prepared } from '../plan/job-specs.ts';
import type { LeakCheck } from '@optical/evaluation';
import { checkAllowances, checkLeaks } from './check-leaks.ts';
import { prepareLanguage } from './prepare-language.ts';
import { requestIdOf, runJob } from './run-job.ts';
import type { StudyRun } from './study-parts.ts';
import { timed } from './timed.ts';
import { trainEnglishVocabulary } from './vocabularies.ts';

/**
 * Makes what all cells need, as far as it has not been made: the teacher, vocabularies, the sizes of the bitext, and the
 * checks that training and evaluation data are apart.
 * @throws OpticalError `failed-precondition` when a check fails: no number of the study would mean anything
 */
export async function prepareStudy(run: StudyRun): Promise<Prepared> {
  const { journal } = run;
  refuseLeaks(journal.document.leakChecks);
  if (journal.document.leakChecks.length === 0) await noteChecks(run, [checkAllowances(run)]);
  if (journal.document.teacher === undefined) await timed(run, 'teacher', () => makeTeacher(run));
  const teacher = journal.document.teacher!;
  if (journal.document.leakChecks.length === 1) {
    journal.report('checking that training and evaluation data are apart');
    await noteChecks(run, await timed(run, 'leak checks', () => checkLeaks(run, teacher)));
  }
  for (const language of run.setup.languages) await prepareLanguage(run, language);
  for (const place of run.setup.tracks.keys()) await noteTrack(run, place);
  await noteVersions(run);
  const { vocabularies, sizes = [] } = journal.document;
  return { ...(await teacherOf(run, teacher)), vocabularies, sizes };
}

/** @throws OpticalError `failed-precondition` for one that failed, which is noted, too */
async function noteChecks({ journal }: StudyRun, checks: readonly LeakCheck[]): Promise<void> {
  await journal.note((document) => ({ ...document, leakChecks: [...document.leakChecks, ...checks] }));
  refuseLeaks(journal.document.leakChecks);
}

function refuseLeaks(checks: readonly LeakCheck[]): void {
  const failed = checks.find(({ passed }) => !passed);
  if (failed) throw failedPrecondition(`a leak check failed: ${failed.what}: ${failed.detail}`);
}

async function makeTeacher(run: StudyRun): Promise<void> {
  const { spec, id, parts, journal, signal } = run;
  const note = ({ name, digest }: StudyArtifact) =>
    journal.note((document) => ({
      ...document,
      teacher: referenceTo({ name, digest }),
      artifacts: [...document.artifacts, { role: 'teacher', name, digest }],
    }));
  const { teacherJob } = spec;
  if (!teacherJob) {
    const { version } = await parts.artifacts.find(spec.studentTemplate!.student!.teacher, modelKind);
    await note(version);
    return;
  }
  const { architecture } = teacherJob.teacher!;
  let vocabulary = architecture?.vocabulary ?? '';
  if (architecture && vocabulary === '') {
    const { version } = await trainEnglishVocabulary(run);
    vocabulary = referenceTo(version!);
  }
  const job = await runJob(parts.distiller(), {
    requestId: requestIdOf(id, 'teacher'),
    spec: {
      ...teacherJob,
      outputName: teacherJob.outputName || `teacher/study-${id}`,
      labels: { ...teacherJob.labels, study: id.slice(0, 63) },
      teacher: { ...teacherJob.teacher, ...(architecture && { architecture: { ...architecture, vocabulary } }) },
    },
    signal,
    onEvent: ({ progress }) => {
      if (progress) journal.report(`teacher: step ${progress.step} of ${progress.totalSteps}`);
    },
  });
  if (!job.result) throw new OpticalError('failed-precondition', `the teacher's job ${job.id}: ${job.statusMessage}`);
  await note(job.result);
}

async function teacherOf({ parts }: StudyRun, teacher: string): Promise<Pick<Prepared, 'teacher' | 'teacherLengths'>> {
  const { metadata } = await parts.artifacts.find(teacher, modelKind);
  const { queryTokens, passageTokens } = metadata.retrieval;
  return { teacher, teacherLengths: { queryTokens, passageTokens } };
}

async function noteTrack({ setup, parts, journal }: StudyRun, place: number): Promise<void> {
  const track = await parts.tracks.open(setup.tracks[place]!);
  const { name, digest } = await parts.tracks.register(track);
  const role = `track ${place + 1}`;
  if (journal.document.artifacts.some((known) => known.role === role)) return;
  await journal.note((document) => ({ ...document, artifacts: [...document.artifacts, { role, name, digest }] }));
}

async function noteVersions({ parts, journal }: StudyRun): Promise<void> {
  const { version, peers } = await parts.describeProcess({ includePeers: true });
  const versions = Object.fromEntries([
    ['node', process.versions.node],
    ['evaluator', version ?? ''],
    ...(peers ?? []).map(({ stem, service }) => [stem ?? '', service?.version ?? 'away']),
  ]) as Record<string, string>;
  await journal.note((document) => ({ ...document, versions }));
}
