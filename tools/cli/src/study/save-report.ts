import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { FileChunk__Output } from '@optical/contracts/common';
import type { ReportFormat } from '@optical/contracts/evaluator';
import { receiveFiles } from '../models/receive-files.ts';
import type { EvaluatorClient } from './follow-study.ts';

export const reportFormats = {
  html: 'REPORT_FORMAT_HTML',
  json: 'REPORT_FORMAT_JSON',
  markdown: 'REPORT_FORMAT_MARKDOWN',
} as const satisfies Record<string, ReportFormat>;

export type ReportName = keyof typeof reportFormats;

const extensions: Readonly<Record<ReportName, string>> = { html: 'html', json: 'json', markdown: 'md' };
/** Significance is tested while the report is made. */
const deadlineMs = 600_000;

/** Writes a report over an earlier one. @returns its path */
export async function saveReport(
  client: EvaluatorClient,
  studyId: string,
  format: ReportName,
  output?: string,
): Promise<string> {
  const target = output ?? `study-${studyId}.${extensions[format]}`;
  const folder = `${target}.${process.pid}.partial`;
  try {
    const [file] = await receiveFiles(chunksOf(client, studyId, format), folder, () => undefined);
    await mkdir(path.dirname(path.resolve(target)), { recursive: true });
    await rename(path.join(folder, file!.path), target);
    return target;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* chunksOf(
  client: EvaluatorClient,
  studyId: string,
  format: ReportName,
): AsyncGenerator<FileChunk__Output> {
  const replies = client.getReport({ studyId, format: reportFormats[format] }, { deadlineMs });
  for await (const { chunk } of replies) yield chunk!;
}
