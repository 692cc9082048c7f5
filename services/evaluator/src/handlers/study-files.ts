import type { ArtifactRegistry } from '@optical/artifacts';
import type { ReportFormat__Output } from '@optical/contracts/evaluator';
import { OpticalError } from '@optical/errors';
import type { ServiceHandlers } from '@optical/grpc';
import { isFinal } from '@optical/jobs';
import { exportFiles } from '../studies/result/export-files.ts';
import { chunksOf } from '../studies/result/file-chunks.ts';
import type { StudyFile } from '../studies/result/file-chunks.ts';
import { findingsOf } from '../studies/result/study-result.ts';
import type { StudyAccess } from '../studies/store/open-studies.ts';
import { runInThread } from '../studies/threads/run-in-thread.ts';
import type { Tracks } from '../tracks/open-tracks.ts';
import { requireStudyId } from './study-handlers.ts';

type Handlers = ServiceHandlers<'evaluator'>;

/** The report of a study, of what is known so far while it runs. */
export const getReport = (access: StudyAccess, tracks: Tracks): Handlers['getReport'] =>
  async function* ({ studyId, format }, { signal }) {
    const { queue, cells } = await access.get();
    const study = await queue.get(requireStudyId(studyId));
    const findings = await findingsOf(study, cells, tracks);
    const result = { ...findings, analysis: await runInThread('analyze', findings, signal) };
    const complete = isFinal(study.state);
    for (const chunk of chunksOf(reportFile(format, result))) yield { chunk, complete };
  };

function reportFile(format: ReportFormat__Output, result: object): StudyFile {
  if (format !== 'REPORT_FORMAT_JSON') throw new OpticalError('unimplemented', 'reports are given as JSON only');
  return { path: 'report.json', mediaType: 'application/json', content: Buffer.from(`${JSON.stringify(result)}\n`) };
}

/** Every run and all judgments of a study as TREC files. */
export const exportStudy = (
  access: StudyAccess,
  tracks: Tracks,
  artifacts: ArtifactRegistry,
): Handlers['exportStudy'] =>
  async function* ({ studyId }) {
    const { queue, cells } = await access.get();
    const study = await queue.get(requireStudyId(studyId));
    for await (const file of exportFiles(study, cells, tracks, artifacts))
      for (const chunk of chunksOf(file)) yield { chunk };
  };
