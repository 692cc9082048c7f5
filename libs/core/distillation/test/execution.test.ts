import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tensor, toNumbers } from '@optical/graph';
import type { Tensor } from '@optical/graph';
import { buildDistillationStep, distillationFeeds } from '../src/index.ts';
import type { DistillationStepOptions, Feeds } from '../src/index.ts';
import { pairBatches, pairFeeds, shape } from './support/fixture.ts';
import { readTinyBert, tinyBert } from './support/tiny-bert.ts';
import { curve, initialState, train } from './support/trainer.ts';

const parameters = readTinyBert();
const options: DistillationStepOptions = {
  student: tinyBert,
  objectives: [{ objective: 'assignment' }, { objective: 'ot-ipot', transport: { iterations: 10 } }],
  shape,
  optimizer: { learningRate: 1e-3 },
  schedule: { steps: 8 },
};

async function losses(
  changed: Partial<DistillationStepOptions>,
  batches: (graph: ReturnType<typeof buildDistillationStep>) => Feeds[],
) {
  const graph = buildDistillationStep({ ...options, ...changed });
  const run = await train(graph, initialState(graph, parameters), batches(graph));
  return run.flatMap(({ metrics }) => Array.from(metrics.loss!));
}

/** The batches of two steps as one, along a new first axis. */
function stacked(first: Feeds, second: Feeds): Feeds {
  return Object.fromEntries(
    Object.entries(first).map(([name, { dtype, shape: dims, data }]): [string, Tensor] => {
      const both = [...toNumbers({ dtype, shape: dims, data }), ...toNumbers(second[name]!)];
      return [name, tensor(dtype, [2, ...dims], both)];
    }),
  );
}

describe('a distillation step', () => {
  it('gives the same losses with two steps in one call, solvers and all', async () => {
    const single = await losses({}, (graph) => pairFeeds(graph, 4));
    const double = await losses({ execution: { stepsPerCall: 2 } }, (graph) => {
      const [a, b] = pairFeeds(graph, 2) as [Feeds, Feeds];
      return [stacked(a, b), stacked(a, b)];
    });
    assert.equal(double.length, 4);
    double.forEach((loss, step) => {
      assert.ok(Math.abs(loss - single[step]!) < 1e-6, `${loss} instead of ${single[step]} in step ${step}`);
    });
  });

  it('gives the same losses in two parts, solvers and all', async () => {
    const whole = await losses({}, (graph) => pairFeeds(graph, 4));
    const parts = await losses({ accumulation: 2 }, (graph) => pairFeeds(graph, 4));
    parts.forEach((loss, step) => {
      assert.ok(Math.abs(loss - whole[step]!) < 1e-6, `${loss} instead of ${whole[step]} in step ${step}`);
    });
  });

  it('hands its state to a step for other lengths and numbers of pairs', async () => {
    const short = { pairs: 2, studentLength: 4, teacherLength: 9 };
    const [long, other] = [buildDistillationStep(options), buildDistillationStep({ ...options, shape: short })];
    assert.deepEqual(other.state, long.state);
    const [{ student, teacher }] = pairBatches as [(typeof pairBatches)[0]];
    const begin = <T extends { readonly length: number; subarray(begin: number, end: number): T }>(
      x: T,
      size: number,
    ): T => x.subarray(0, size);
    const few = distillationFeeds(
      other,
      {
        inputIds: begin(student.inputIds, 8),
        attentionMask: new Float32Array(8).fill(1),
        scoringMask: new Float32Array(8).fill(1),
        contentMask: new Float32Array(8).fill(1),
      },
      { vectors: teacher.vectors.subarray(0, 2 * 9 * 32), contentMask: new Float32Array(18).fill(1) },
    );
    const before = await train(long, initialState(long, parameters), pairFeeds(long, 2));
    const between = await train(other, before.at(-1)!.state, [few]);
    const after = await train(long, between.at(-1)!.state, pairFeeds(long, 2));
    assert.equal(after.at(-1)!.state['optimizer/step']!.data[0], 5);
    assert.ok(curve(after, 'loss').every(Number.isFinite));
  });

  it('does not depend on the length of the vectors of the teacher', async () => {
    const [unit] = await losses({}, (graph) => pairFeeds(graph, 1));
    const [longer] = await losses({}, (graph) => {
      const [feeds] = pairFeeds(graph, 1) as [Feeds];
      const vectors = toNumbers(feeds.teacher_vectors!).map((x) => 3 * x);
      return [{ ...feeds, teacher_vectors: tensor('float32', [4, 9, 32], vectors) }];
    });
    assert.ok(Math.abs(longer! - unit!) < 1e-6);
  });

  it('is fed what its arms read and no more', () => {
    const inputsOf = (objectives: DistillationStepOptions['objectives']): string[] =>
      buildDistillationStep({ ...options, objectives }).inputs.map(({ name }) => name);
    const always = ['input_ids', 'attention_mask', 'teacher_vectors', 'student_scoring_mask'];
    assert.deepEqual(inputsOf([{ objective: 'contrastive' }]), [...always, 'teacher_scoring_mask']);
    assert.deepEqual(
      inputsOf([{ objective: 'ot-sinkhorn', transport: { teacherMarginal: 'inverse-document-frequency' } }]),
      [...always, 'student_content_mask', 'teacher_content_mask', 'teacher_token_weights'],
    );
  });

  it('reports how it solves and how the vectors spread', async () => {
    const graph = buildDistillationStep({
      ...options,
      objectives: [...options.objectives, { objective: 'ot-ipot', weight: 2, transport: { iterations: 10 } }],
    });
    const [{ metrics }] = (await train(graph, initialState(graph, parameters), pairFeeds(graph, 1))) as [
      Awaited<ReturnType<typeof train>>[0],
    ];
    const [loss, assignment, ipot, again] = ['loss', 'loss.assignment', 'loss.ot-ipot', 'loss.ot-ipot.2'].map(
      (name) => metrics[name]![0]!,
    ) as [number, number, number, number];
    assert.equal(again, ipot);
    assert.ok(Math.abs(loss - (assignment + 3 * ipot)) < 1e-5);
    assert.ok(metrics['residual.ot-ipot']![0]! >= 0 && metrics['residual.ot-ipot']![0]! < 0.1);
    assert.equal(metrics['fallbacks.ot-ipot']![0], 0);
    assert.ok(Math.abs(metrics.meanCosine![0]!) < 1);
    const trace = Array.from({ length: 32 }, (_, i) => metrics.secondMoment![i * 33]!).reduce((sum, x) => sum + x, 0);
    assert.ok(Math.abs(trace - 1) < 1e-5);
    assert.ok(metrics.learningRate![0]! > 0 && metrics.gradientNorm![0]! > 0);
  });

  it('counts pairs whose plan is not finite and goes on', async () => {
    const graph = buildDistillationStep(options);
    const [feeds] = pairFeeds(graph, 1) as [Feeds];
    const vectors = Float32Array.from(feeds.teacher_vectors!.data as Float32Array);
    vectors.fill(NaN, 0, 9 * 32);
    const broken = { ...feeds, teacher_vectors: tensor('float32', [4, 9, 32], vectors) };
    const [step] = await train(graph, initialState(graph, parameters), [broken]);
    assert.equal(step!.metrics['fallbacks.ot-ipot']![0], 0.25);
  });

  it('is refused for batches that do not divide, lengths beyond the positions and settings out of range', () => {
    const refused = (changed: Partial<DistillationStepOptions>, message: RegExp): void => {
      assert.throws(() => buildDistillationStep({ ...options, ...changed }), { kind: 'invalid-argument', message });
    };
    refused({ accumulation: 3 }, /accumulation: a batch of 4 does not divide into 3 parts/);
    refused({ shape: { ...shape, studentLength: 17 } }, /17/);
    refused({ objectives: [] }, /objectives: is empty/);
    refused({ optimizer: { learningRate: 0 } }, /optimizer.learningRate: 0 is not in/);
    refused({ optimizer: { maxGradientNorm: -1 } }, /optimizer.maxGradientNorm: -1/);
    refused(
      { optimizer: { dropout: 1, beta1: 1 } },
      /optimizer.beta1: 1 is not in \[0, 1\); optimizer.dropout: 1 is not/,
    );
    refused({ optimizer: { epsilon: NaN } }, /optimizer.epsilon: NaN/);
    refused({ schedule: { steps: 0 } }, /schedule.steps: 0 is not a whole number in \[1, 10000000\]/);
    refused({ schedule: { steps: 5, warmupSteps: 6 } }, /schedule.warmupSteps: 6 is not a whole number in \[0, 5\]/);
    refused({ seed: 2 ** 32 }, /seed: 4294967296/);
  });
});
