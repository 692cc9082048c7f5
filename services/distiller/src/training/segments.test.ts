import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseSettings } from '@optical/config';
import { startTelemetry, telemetrySettings } from '@optical/telemetry';
import { readSpans } from '@optical/telemetry/reading';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import type { TrainingTime } from '@optical/training';
import { Segments } from './segments.ts';

const time = (steps: number): TrainingTime => ({
  training: steps,
  data: 0,
  teacher: 0,
  steps,
  validation: 0,
  checkpoints: 0,
});

/** First step, number of steps and seconds of the spans of steps that an attempt leaves in the files of telemetry. */
async function stepsToldBy(attempt: (segments: Segments) => Promise<void>): Promise<number[][]> {
  using folder = temporaryFolder();
  const settings = parseSettings('test', telemetrySettings, { environment: {}, file: {} });
  const telemetry = startTelemetry({ service: 'test', version: '0', folder: folder.path, settings });
  const segments = new Segments({
    telemetry,
    jobId: 'job',
    attempt: 2,
    submitted: '',
    before: [],
    attributes: {},
    limitMs: 600_000,
    keep: () => Promise.resolve(),
  });
  await segments.start();
  await attempt(segments);
  await telemetry.shutdown();
  const told: number[][] = [];
  for await (const { name, attributes, durationMs } of readSpans(folder.path))
    if (name === 'optical.distiller.steps')
      told.push([
        Number(attributes['optical.distiller.first_step']),
        Number(attributes['optical.distiller.steps']),
        Math.round(durationMs / 1_000),
      ]);
  return told.sort(([a], [b]) => a! - b!);
}

it('tells the steps after a checkpoint even when they are first reported at the end of a segment', async () => {
  const told = await stepsToldBy(async (segments) => {
    segments.resume(38, time(19));
    await segments.advance(40, time(20));
    await segments.next();
    await segments.advance(44, time(22));
    segments.finish('completed');
  });
  assert.deepEqual(told, [
    [38, 2, 1],
    [40, 4, 2],
  ]);
});

it('tells no steps of an attempt that made none', async () => {
  const told = await stepsToldBy((segments) => {
    segments.resume(38, time(19));
    segments.finish('interrupted');
    return Promise.resolve();
  });
  assert.deepEqual(told, []);
});
