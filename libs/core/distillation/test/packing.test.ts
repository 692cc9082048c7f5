import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildDistillationStep, distillationFeeds } from '../src/index.ts';
import type { DistillationStepOptions, FedModel, StudentTexts } from '../src/index.ts';
import { pairBatches, shape } from './support/fixture.ts';
import { readTinyBert, tinyBert } from './support/tiny-bert.ts';
import { curve, initialState, train } from './support/trainer.ts';

const steps = 8;
const parameters = readTinyBert();
const options: DistillationStepOptions = {
  student: tinyBert,
  objectives: [
    { objective: 'ot-sinkhorn', transport: { studentMarginal: 'uniform-positions', iterations: 10 } },
    { objective: 'position-mse' },
    { objective: 'contrastive', weight: 0.3 },
  ],
  shape,
  optimizer: { learningRate: 1e-3 },
  schedule: { steps },
};

/** Positions of the texts of a batch: the first two fit into one row, and the last two. */
const sizes = [6, 2, 5, 3];

/** The texts of a batch cut off at `sizes`. */
function shortened({ inputIds, ...masks }: StudentTexts): StudentTexts {
  const kept = <T>(x: T, place: number, none: T): T =>
    place % shape.studentLength < sizes[Math.floor(place / shape.studentLength)]! ? x : none;
  const cut = Object.entries(masks).map(([name, mask]) => [
    name,
    Float32Array.from(Array.from(mask, Number), (x, place) => kept(x, place, 0)),
  ]);
  return {
    inputIds: inputIds.map((id, place) => kept(id, place, BigInt(tinyBert.padTokenId))),
    ...(Object.fromEntries(cut) as Omit<StudentTexts, 'inputIds'>),
  };
}

const feedsOf = (graph: FedModel) =>
  Array.from({ length: steps }, (_, step) => {
    const { student, teacher } = pairBatches[step % pairBatches.length]!;
    return distillationFeeds(graph, shortened(student), teacher);
  });

async function run(changed: Partial<DistillationStepOptions>) {
  const graph = buildDistillationStep({ ...options, ...changed });
  const feeds = feedsOf(graph);
  return { feeds, trained: await train(graph, initialState(graph, parameters), feeds) };
}

describe('a distillation step on packed texts', () => {
  const kinds: [string, Partial<DistillationStepOptions>][] = [
    ['in one part, dense embeddings', {}],
    ['in one part, embeddings by rows', { execution: { rowSparseEmbeddings: true } }],
    ['in two parts', { accumulation: 2 }],
    ['with operators of the runtime', { execution: { contrib: true, rowSparseEmbeddings: 'moments' } }],
  ];
  for (const [name, changed] of kinds) {
    it(`trains as on padded ones, ${name}`, async () => {
      const padded = await run(changed);
      const packed = await run({ ...changed, execution: { ...changed.execution, packed: true } });
      const rowsOf = ({ feeds }: typeof padded) =>
        feeds.reduce((sum, { input_ids: ids }) => sum + ids!.data.length / shape.studentLength, 0);
      assert.ok(rowsOf(packed) < rowsOf(padded), `${rowsOf(packed)} rows of ${rowsOf(padded)}`);
      for (const metric of ['loss', 'gradientNorm', 'meanCosine', 'residual.ot-sinkhorn'])
        for (const [step, expected] of curve(padded.trained, metric).entries()) {
          const actual = curve(packed.trained, metric)[step]!;
          assert.ok(Math.abs(actual - expected) < 1e-5, `${metric} ${actual}, not ${expected}, in step ${step}`);
        }
      // Softmax does not see biases of keys: AdamW makes steps of what rounding leaves of their gradients. And packed
      // texts do not read the row of the padding token.
      const excepted = /key\.bias$|touched/;
      const seen = Object.entries(padded.trained.at(-1)!.state).filter(([key]) => !excepted.test(key));
      for (const [key, { data }] of seen) {
        const other = packed.trained.at(-1)!.state[key]!.data as Float32Array;
        const worst = Math.max(...(data as Float32Array).map((x, place) => Math.abs(x - other[place]!)));
        assert.ok(worst < 1e-4, `${key} differs by ${worst}`);
      }
    });
  }

  it('is refused with dropout or several steps per call', () => {
    const refused = (changed: Partial<DistillationStepOptions>): void => {
      assert.throws(() => buildDistillationStep({ ...options, ...changed }), {
        kind: 'invalid-argument',
        message: /execution.packed: packed texts have no dropout, not .*, and one step per call, not/,
      });
    };
    refused({ execution: { packed: true }, optimizer: { dropout: 0.1 } });
    refused({ execution: { packed: true, stepsPerCall: 2 } });
  });
});
