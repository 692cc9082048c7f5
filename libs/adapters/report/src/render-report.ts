import type { StudyResult } from '@optical/evaluation';
import { buildDocument } from './document/build-document.ts';
import { renderHtml } from './render/render-html.ts';
import { renderJson } from './render/render-json.ts';
import { renderMarkdown } from './render/render-markdown.ts';

export const reportFormats = ['html', 'json', 'markdown'] as const;

export type ReportFormat = (typeof reportFormats)[number];

/**
 * The report of a study, complete or not, as the text of one file. HTML contains its plots and styles, runs no script
 * and fetches nothing.
 */
export async function renderReport(study: StudyResult, format: ReportFormat): Promise<string> {
  switch (format) {
    case 'html':
      return renderHtml(buildDocument(study));
    case 'json':
      return renderJson(study);
    case 'markdown':
      return renderMarkdown(buildDocument(study));
  }
}
