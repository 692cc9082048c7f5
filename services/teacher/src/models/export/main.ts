import { parentPort, workerData } from 'node:worker_threads';
import { OpticalError } from '@optical/errors';
import type { ExportTask } from './export-task.ts';
import { writeExport } from './write-export.ts';

try {
  await writeExport(workerData as ExportTask);
  parentPort!.postMessage({});
} catch (error) {
  if (!(error instanceof OpticalError)) throw error;
  const { kind, message, details } = error;
  parentPort!.postMessage({ error: { kind, message, details } });
}
