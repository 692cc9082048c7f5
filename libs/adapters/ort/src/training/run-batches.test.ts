import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OpticalError } from '@optical/errors';
import { perceptronBatches, perceptronGraph } from '../../test/models.ts';
import { losses, train } from '../../test/training.ts';
import type { Tensors } from '../thread/transfer.ts';
import { runBatches } from './run-batches.ts';
import type { TrainingProgress } from './step-report.ts';

describe('a run over batches', () => {
  it('reports means over every so many steps, and over the rest at the end', async (t) => {
    const each = await losses(await train(t), perceptronBatches(7));
    const training = await train(t);
    const reports: TrainingProgress[] = [];
    const summary = await training.run(perceptronBatches(7), {
      every: 3,
      onProgress: (progress) => reports.push(progress),
    });
    assert.deepEqual(
      reports.map(({ step, steps }) => [step, steps]),
      [
        [3, 3],
        [6, 3],
        [7, 1],
      ],
    );
    const expected = (each[0]! + each[1]! + each[2]!) / 3;
    assert.ok(Math.abs(reports[0]!.metrics.loss! - expected) < 1e-9);
    assert.equal(summary.steps, 7);
    const { feed, run, total } = summary.seconds;
    assert.ok(run > 0 && total >= run + feed);
  });

  it('goes on with a generator where the run before stopped', async (t) => {
    const whole = await losses(await train(t), perceptronBatches(6));
    const training = await train(t);
    const batches = perceptronBatches(6);
    const seen: number[] = [];
    for (const steps of [2, 4]) {
      await training.run(batches, {
        steps,
        onProgress: ({ metrics }) => {
          seen.push(metrics.loss!);
        },
      });
    }
    assert.deepEqual(seen, whole);
  });

  it('asks for the next batch while a step is computed', async () => {
    const asked: number[] = [];
    const answered: number[] = [];
    const call = async (): Promise<never> => {
      await sleep(20);
      answered.push(performance.now());
      return {
        steps: [{ metrics: { loss: 0 }, tensors: {} }],
        calledAt: 0,
        startedAt: 0,
        endedAt: 0,
        runSeconds: 0,
      } as never;
    };
    const batches = function* (): Generator<Tensors> {
      for (let made = 0; made < 3; made++) {
        asked.push(performance.now());
        yield {};
      }
    };
    await runBatches(call, 1, batches());
    assert.ok(asked[1]! < answered[0]! && asked[2]! < answered[1]!);
  });

  it('stops between steps when its signal is aborted, with the state of the last step reported', async (t) => {
    const controller = new AbortController();
    const training = await train(t);
    let reported = 0;
    const endless = perceptronBatches(Infinity);
    const run = training.run(endless, {
      signal: controller.signal,
      onProgress: ({ step }) => {
        reported = step;
        if (step === 3) controller.abort();
      },
    });
    await assert.rejects(run, { kind: 'cancelled' });
    assert.ok(reported >= 3 && reported <= 5, `${reported} steps`);
    const state = await training.readState();
    assert.equal(state['optimizer/step']!.data[0], reported);
  });

  it('does not wait for a batch that does not come when its signal is aborted', async (t) => {
    const training = await train(t);
    const never = async function* (): AsyncGenerator<Tensors> {
      yield* perceptronBatches(1);
      await new Promise(() => undefined);
    };
    await assert.rejects(training.run(never(), { signal: AbortSignal.timeout(50) }), { kind: 'deadline-exceeded' });
  });

  it('reports the failure of a step and of the source of batches', async (t) => {
    const training = await train(t);
    const [batch] = perceptronBatches(1);
    await assert.rejects(training.run([batch!, {}]), (error: OpticalError) => {
      assert.match(error.message, /x float32 \[16, 8\]: is missing/);
      return true;
    });
    const broken = async function* (): AsyncGenerator<Tensors> {
      yield* perceptronBatches(1);
      await Promise.reject(new Error('the disk is gone'));
    };
    await assert.rejects(training.run(broken()), /the disk is gone/);
  });

  it('refuses batches that do not fill a call', async (t) => {
    const training = await train(t, { graph: perceptronGraph({ stepsPerCall: 4 }) });
    await assert.rejects(training.run(perceptronBatches(6)), /2 are left over; a call of this graph takes 4/);
  });
});
