export { renderReport, reportFormats } from './render-report.ts';
export type { ReportFormat } from './render-report.ts';
