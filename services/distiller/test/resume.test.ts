import assert from 'node:assert/strict';
import path from 'node:path';
import { it } from 'node:test';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { startDistillerSystem, studentSpec, watchToEnd, weightsOf } from './support/distiller-system.ts';
import type { Distiller } from './support/distiller-system.ts';
import { rebuildTimeline, stepsOf } from './support/job-timeline.ts';

const limit = { deadlineMs: 60_000 };
const steps = 60;

/** Of a job that is killed, begun again, handed over and ended. */
const disturbedStates = [
  'JOB_STATE_QUEUED 0',
  'JOB_STATE_RUNNING 1',
  'JOB_STATE_RUNNING 2',
  'JOB_STATE_QUEUED 2',
  'JOB_STATE_RUNNING 2',
  'JOB_STATE_SUCCEEDED 2',
];

/** Watches until a checkpoint of at least so many steps is written. */
async function untilCheckpoint({ client }: Distiller, jobId: string, step: number): Promise<void> {
  for await (const { event } of client.watchJob({ jobId }, limit)) if ((event!.checkpoint?.step ?? 0) >= step) return;
}

it('ends a killed and a handed-over job with the weights of one left alone, and its traces tell its whole timeline', async () => {
  using folder = temporaryFolder();
  await using system = await startDistillerSystem(folder.path);
  const spec = studentSpec({}, steps);
  let distiller = await system.start();
  const create = async (requestId: string) => (await distiller.client.createJob({ requestId, spec }, limit)).job!.id;

  const undisturbed = await create('undisturbed');
  await watchToEnd(distiller, undisturbed);
  let id = '';
  let states: string[] = [];
  // A job that has ended before it is disturbed is tried once more.
  for (let attempt = 1; attempt <= 4 && states.length !== disturbedStates.length; attempt += 1) {
    id = await create(`disturbed-${attempt}`);
    await untilCheckpoint(distiller, id, 10);
    await distiller.kill();
    distiller = await system.start();
    await untilCheckpoint(distiller, id, 30);
    assert.equal(await distiller.stop(), 0);
    distiller = await system.start();
    const events = await watchToEnd(distiller, id);
    states = events.flatMap(({ stateChange }) => (stateChange ? [`${stateChange.state} ${stateChange.attempt}`] : []));
  }

  assert.deepEqual(states, disturbedStates);
  const alone = (await distiller.client.getJob({ jobId: undisturbed })).job!;
  const { job } = await distiller.client.getJob({ jobId: id });
  assert.equal(await weightsOf(system.world, job!), await weightsOf(system.world, alone));
  assert.equal(job!.progress!.heldOutLoss, alone.progress!.heldOutLoss);
  await distiller.stop();

  const timeline = await rebuildTimeline(path.join(system.world.home, 'telemetry'), id, job!.traceId);
  assert.deepEqual(timeline.unlinked, []);
  assert.ok(timeline.isSubmissionLinked);
  const attempts = timeline.segments.map((spans) => spans.find(({ name }) => name.endsWith('.started'))!);
  assert.deepEqual(
    [...attempts].sort((a, b) => a.startMs - b.startMs),
    attempts,
    'the links are in the order of time',
  );
  assert.deepEqual(
    [...stepsOf(timeline)].sort((a, b) => a - b),
    Array.from({ length: steps }, (_, index) => index + 1),
  );
  const solverSeconds = timeline.segments
    .flat()
    .map(({ attributes }) => attributes['optical.distiller.solver_seconds']);
  assert.ok(
    solverSeconds.some((seconds) => Number(seconds) > 0),
    'the solver has its share of the steps',
  );
  const names = new Set(timeline.segments.flat().map(({ name }) => name.replace('optical.distiller.', '')));
  for (const name of ['segment', 'started', 'prepare', 'steps', 'evaluate', 'checkpoint', 'publish', 'finished'])
    assert.ok(names.has(name), `no span ${name}`);
});
