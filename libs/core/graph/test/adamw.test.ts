import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as g from '../src/index.ts';
import type { ParameterSpec, TrainingContext, TrainingGraph } from '../src/index.ts';
import { startTraining } from './training-runner.ts';

type Arrays = Readonly<Record<string, readonly number[]>>;

interface Fixture {
  readonly ids: readonly number[];
  readonly targets: readonly number[];
  readonly initial: Arrays;
  readonly final: Arrays;
  readonly losses: readonly number[];
  readonly norms: readonly number[];
}

interface Fixtures {
  readonly settings: Readonly<Record<'steps' | 'microBatches' | 'batch' | 'length' | 'rows' | 'width' | 'out', number>>;
  readonly optimizer: g.OptimizerOptions;
  readonly schedule: g.DecayOptions;
  readonly dense: Fixture;
  readonly sparse: Fixture;
}

/** See fixtures/adamw.py. */
const fixtures = JSON.parse(readFileSync(new URL('../fixtures/adamw.json', import.meta.url), 'utf8')) as Fixtures;
const { steps, microBatches, batch, length, rows, width, out } = fixtures.settings;

function forward({ parameter, input }: TrainingContext): g.Objective {
  const pooled = g.reduceMean(g.gather(parameter('table.weight'), input('ids')), 1);
  const normalized = g.layerNorm(pooled, parameter('norm.weight'), parameter('norm.bias'));
  const predicted = g.linear(normalized, parameter('out.weight'), parameter('out.bias'), { transposeWeight: true });
  return { loss: g.reduceMean(g.square(g.sub(g.gelu(predicted), input('targets')))) };
}

function build(rowSparse: NonNullable<ParameterSpec['rowSparse']>, stepsPerCall: number): TrainingGraph {
  const parameters: ParameterSpec[] = [
    { name: 'table.weight', shape: [rows, width], rowSparse },
    { name: 'norm.weight', shape: [width], learningRateFactor: 0.5 },
    { name: 'norm.bias', shape: [width] },
    { name: 'out.weight', shape: [out, width] },
    { name: 'out.bias', shape: [out] },
  ];
  return g.buildTrainingStep({
    parameters,
    inputs: {
      ids: { dtype: 'int64', shape: [batch, length] },
      targets: { dtype: 'float32', shape: [batch, out] },
    },
    forward,
    optimizer: { ...fixtures.optimizer, schedule: g.linearSchedule(fixtures.schedule) },
    microBatches,
    stepsPerCall,
  });
}

const worst = (actual: ArrayLike<number>, expected: readonly number[]): number =>
  Math.max(...expected.map((x, i) => Math.abs(x - actual[i]!)));

describe('twenty steps of AdamW', () => {
  for (const [name, rowSparse, fixture] of [
    ['dense embedding gradients', false, fixtures.dense],
    ['embedding gradients by rows and a dense update', 'gradient', fixtures.dense],
    ['moments of embedding rows that decay when they are read', 'moments', fixtures.dense],
    ['lazy updates of embedding rows', true, fixtures.sparse],
  ] as const) {
    for (const stepsPerCall of [1, steps]) {
      it(`equal PyTorch with ${name}, ${stepsPerCall} in a call`, async () => {
        const run = await startTraining(build(rowSparse, stepsPerCall), fixture.initial);
        const losses: number[] = [];
        const norms: number[] = [];
        for (let call = 0; call < steps / stepsPerCall; call++) {
          const part = (all: readonly number[], size: number): readonly number[] => {
            const perCall = stepsPerCall * microBatches * batch * size;
            return all.slice(call * perCall, (call + 1) * perCall);
          };
          const metrics = await run.step({ ids: part(fixture.ids, length), targets: part(fixture.targets, out) });
          losses.push(...metrics.loss!);
          norms.push(...metrics.gradientNorm!);
        }
        assert.ok(worst(losses, fixture.losses) < 2e-5, `losses differ by ${worst(losses, fixture.losses)}`);
        assert.ok(worst(norms, fixture.norms) < 2e-5, `norms differ by ${worst(norms, fixture.norms)}`);
        for (const [parameter, values] of Object.entries(fixture.final))
          assert.ok(
            worst(run.state(parameter), values) < 1e-4,
            `${parameter} differs by ${worst(run.state(parameter), values)}`,
          );
        await run.release();
      });
    }
  }
});
