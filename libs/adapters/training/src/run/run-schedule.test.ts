import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logSpacedSteps, runSchedule } from './run-schedule.ts';

const checkpoints = { everySteps: 0, everySeconds: 60, heldOutEverySteps: 0, snapshotSteps: [], snapshots: 4 };

test('snapshots lie evenly on a logarithmic scale from the first step to the last, each once', () => {
  assert.deepEqual(logSpacedSteps(1000, 4), [1, 10, 100, 1000]);
  assert.deepEqual(logSpacedSteps(3, 8), [1, 2, 3]);
  assert.deepEqual(logSpacedSteps(50, 1), [50]);
  assert.deepEqual(logSpacedSteps(50, 0), []);
});

test('the held-out loss is measured at the snapshots unless an interval is given, and at the last step always', () => {
  const steps = (schedule: ReturnType<typeof runSchedule>, last: number) =>
    Array.from({ length: last + 1 }, (_, step) => step).filter((step) => schedule.isHeldOut(step));
  assert.deepEqual(steps(runSchedule(checkpoints, 27), 27), [0, 1, 3, 9, 27]);
  assert.deepEqual(steps(runSchedule({ ...checkpoints, heldOutEverySteps: 4 }, 10), 10), [0, 4, 8, 10]);
});

test('the next step is the first at which something is due', () => {
  const schedule = runSchedule({ ...checkpoints, everySteps: 5, snapshotSteps: [0, 2, 40] }, 12);
  const visited = [0];
  while (visited.at(-1)! < 12) visited.push(schedule.next(visited.at(-1)!));
  assert.deepEqual(visited, [0, 2, 5, 10, 12]);
});
