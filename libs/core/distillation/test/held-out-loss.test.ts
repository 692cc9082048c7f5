import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildDistillationStep, buildHeldOutLoss, distillationFeeds } from '../src/index.ts';
import type { DistillationOptions, StudentTexts, TeacherTexts } from '../src/index.ts';
import { pairBatches, pairFeeds, shape } from './support/fixture.ts';
import { measure } from './support/measure.ts';
import { everyObjective } from './support/objectives.ts';
import { readTinyBert, tinyBert } from './support/tiny-bert.ts';
import { initialState, train } from './support/trainer.ts';

const parameters = readTinyBert();
const options: DistillationOptions = { student: tinyBert, objectives: everyObjective, shape };

describe('the loss on held-out pairs', () => {
  it('is that of a training step before its update, term by term', async () => {
    const graph = buildHeldOutLoss(options);
    const [batch] = pairFeeds(graph, 1);
    const measured = await measure(graph, parameters, batch!);
    const step = buildDistillationStep({ ...options, schedule: { steps: 1 } });
    const [trained] = await train(step, initialState(step, parameters), pairFeeds(step, 1));
    assert.deepEqual(
      graph.outputs.map(({ name }) => name).sort(),
      Object.keys(trained!.metrics)
        .filter((name) => !['gradientNorm', 'learningRate'].includes(name))
        .sort(),
    );
    for (const { name } of graph.outputs)
      assert.ok(Math.abs(measured[name]! - trained!.metrics[name]![0]!) < 1e-5, name);
  });

  it('is the same when the student reads packed texts', async () => {
    const [{ student, teacher }] = pairBatches as [(typeof pairBatches)[0]];
    const padded = buildHeldOutLoss(options);
    const packed = buildHeldOutLoss({ ...options, packed: true });
    const expected = await measure(padded, parameters, distillationFeeds(padded, student, teacher));
    const measured = await measure(packed, parameters, distillationFeeds(packed, student, teacher));
    for (const name of Object.keys(expected)) assert.ok(Math.abs(measured[name]! - expected[name]!) < 1e-5, name);
  });

  it('does not change with pairs of padding that fill up a batch', async () => {
    const [{ student, teacher }] = pairBatches as [(typeof pairBatches)[0]];
    const more = buildHeldOutLoss({ ...options, shape: { ...shape, pairs: 6 } });
    const graph = buildHeldOutLoss(options);
    const expected = await measure(graph, parameters, distillationFeeds(graph, student, teacher));
    const filled = await measure(more, parameters, distillationFeeds(more, filledUp(student, 6), filledUp(teacher, 6)));
    for (const name of Object.keys(expected)) assert.ok(Math.abs(filled[name]! - expected[name]!) < 1e-5, name);
  });
});

/** The texts of four pairs and zeros for the others. */
function filledUp<Texts extends StudentTexts | TeacherTexts>(texts: Texts, pairs: number): Texts {
  return Object.fromEntries(
    Object.entries(texts).map(([name, array]: [string, Float32Array]) => {
      const all = new (array.constructor as Float32ArrayConstructor)((array.length / 4) * pairs);
      all.set(array);
      return [name, all];
    }),
  ) as unknown as Texts;
}
