import type { ArtifactRegistry } from '@optical/artifacts';
import type { ReportFormat__Output } from '@optical/contracts/evaluator';
import type { ServiceHandlers } from '@optical/grpc';
import { isFinal } from '@optical/jobs';
import type { ReportFormat } from '@optical/report';
import { exportFiles } from '../studies/result/export-files.ts';
import { chunksOf } from '../studies/result/file-chunks.ts';
import { findingsOf } from '../studies/result/study-result.ts';
import type { StudyAccess } from '../studies/store/open-studies.ts';
import { runInThread } from '../studies/threads/run-in-thread.ts';
import type { Tracks } from '../tracks/open-tracks.ts';
import { requireStudyId } from './study-handlers.ts';

type Handlers = ServiceHandlers<'evaluator'>;

interface NamedFormat {
  readonly format: ReportFormat;
  readonly path: string;
  readonly mediaType: string;
}

const html: NamedFormat = { format: 'html', path: 'report.html', mediaType: 'text/html' };

const formats: Readonly<Record<ReportFormat__Output, NamedFormat>> = {
  REPORT_FORMAT_UNSPECIFIED: html,
  REPORT_FORMAT_HTML: html,
  REPORT_FORMAT_JSON: { format: 'json', path: 'report.json', mediaType: 'application/json' },
  REPORT_FORMAT_MARKDOWN: { format: 'markdown', path: 'report.md', mediaType: 'text/markdown' },
};

/** The report of a study, of what is known so far while it runs. */
export const getReport = (access: StudyAccess, tracks: Tracks): Handlers['getReport'] =>
  async function* ({ studyId, format }, { signal }) {
    const { queue, cells } = await access.get();
    const study = await queue.get(requireStudyId(studyId));
    const findings = await findingsOf(study, cells, tracks);
    const name = formats[format];
    const text = await runInThread('report', { findings, format: name.format }, signal);
    const file = { path: name.path, mediaType: name.mediaType, content: Buffer.from(text) };
    const complete = isFinal(study.state);
    for (const chunk of chunksOf(file)) yield { chunk, complete };
  };

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
