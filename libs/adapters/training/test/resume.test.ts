import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { temporaryFolder } from '@optical/testing';
import { planTraining, runTraining } from '../src/index.ts';
import type { TrainingEvent, TrainingResult } from '../src/index.ts';
import { specOf, studentTask, tinyWorld } from './tiny-world.ts';

const tuning = { threads: 1 };
const spec = specOf(studentTask, {
  schedule: { steps: 12 },
  optimizer: { dropout: 0.1 },
  checkpoints: { everySteps: 3, heldOutEverySteps: 4 },
});

test('a training that is stopped at any steps ends with the weights of one that was left alone', async () => {
  using folder = temporaryFolder();
  const { resources } = tinyWorld({ pairs: 120 });
  const cacheFolder = `${folder.path}/cache`;
  const undisturbed = await runTraining(await planTraining(spec, resources), {
    folder: `${folder.path}/undisturbed`,
    cacheFolder,
    tuning,
  });
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.integer({ min: 1, max: 11 }), { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      async (stops, isKilled) => {
        const place = `${folder.path}/${runs++}`;
        const plan = await planTraining(spec, resources);
        for (const stop of stops) await interrupted(stop, isKilled, plan, { folder: place, cacheFolder, tuning });
        const result = await runTraining(plan, { folder: place, cacheFolder, tuning });
        assert.equal(result.best!.step, undisturbed.best!.step);
        assert.equal(result.best!.heldOutLoss, undisturbed.best!.heldOutLoss);
        assert.deepEqual(result.best!.checkpoint.parameters, undisturbed.best!.checkpoint.parameters);
      },
    ),
    { numRuns: 3, seed: 5 },
  );
});

/** Runs until a step is reported, then stops as SIGTERM does or dies of an error, as far as files can tell by a kill. */
async function interrupted(
  stop: number,
  isKilled: boolean,
  plan: Parameters<typeof runTraining>[0],
  options: Parameters<typeof runTraining>[1],
): Promise<TrainingResult | undefined> {
  const controller = new AbortController();
  const onEvent = (event: TrainingEvent): void => {
    if (event.type !== 'progress' || event.progress.step < stop) return;
    if (isKilled) throw new Error('killed');
    controller.abort();
  };
  try {
    return await runTraining(plan, { ...options, signal: controller.signal, onEvent, progressSeconds: 0 });
  } catch (error) {
    assert.equal((error as Error).message, 'killed');
    return undefined;
  }
}

test('a folder of another training is refused', async () => {
  using folder = temporaryFolder();
  const { resources } = tinyWorld({ pairs: 120 });
  const short = specOf(studentTask, { schedule: { steps: 2 } });
  await runTraining(await planTraining(short, resources), { folder: folder.path, tuning });
  const other = await planTraining({ ...short, seed: 1 }, resources);
  await assert.rejects(runTraining(other, { folder: folder.path, tuning }), { kind: 'failed-precondition' });
});
