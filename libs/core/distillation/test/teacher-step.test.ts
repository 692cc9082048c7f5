import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeOutputs, encoderParameters } from '@optical/encoder';
import { evaluate, ndArray } from '@optical/graph';
import { buildTeacherStep, teacherFeeds } from '../src/index.ts';
import type { EncodedTexts, TeacherStepOptions } from '../src/index.ts';
import { retrievalShape, retrievalTexts } from './support/fixture.ts';
import { readTinyBert, tinyBert } from './support/tiny-bert.ts';
import { curve, initialState, train } from './support/trainer.ts';

const parameters = readTinyBert();
const options: TeacherStepOptions = {
  encoder: tinyBert,
  shape: retrievalShape,
  temperature: 0.5,
  optimizer: { learningRate: 1e-3 },
  schedule: { steps: 20, decay: 'constant' },
};
const [{ query, passage }] = retrievalTexts as [(typeof retrievalTexts)[0]];

async function losses(
  changed: Partial<TeacherStepOptions>,
  queries: EncodedTexts,
  passages: typeof frozen | EncodedTexts,
  steps = 1,
) {
  const graph = buildTeacherStep({ ...options, ...changed });
  const feeds = teacherFeeds(graph, queries, passages);
  return curve(
    await train(
      graph,
      initialState(graph, parameters),
      Array.from({ length: steps }, () => feeds),
    ),
    'loss',
  );
}

/** Vectors of texts as the encoder makes them before training. */
function encoded({ inputIds, attentionMask }: EncodedTexts, shape: readonly [number, number]): Float32Array {
  const weights = new Map(
    encoderParameters(tinyBert).map(({ name, shape: dims }) => [name, { shape: dims, data: parameters.get(name)! }]),
  );
  const [vectors] = evaluate(Object.values(encodeOutputs(tinyBert, weights)), {
    input_ids: ndArray(shape, Array.from(inputIds, Number)),
    attention_mask: ndArray(shape, Array.from(attentionMask as BigInt64Array, Number)),
  });
  return Float32Array.from(vectors!.data);
}

const frozen = { vectors: encoded(passage, [8, 12]), scoringMask: passage.scoringMask };

describe('a teacher step', () => {
  it('learns to tell the passages of a batch apart', async () => {
    const course = await losses({}, query, passage, 20);
    assert.ok(course.at(-1)! < 0.5 * course[0]!);
  });

  it('with frozen passages begins with the same loss and trains the query side alone', async () => {
    const [free] = await losses({}, query, passage);
    const course = await losses({ freezePassages: true }, query, frozen, 20);
    assert.ok(Math.abs(course[0]! - free!) < 1e-4);
    assert.ok(course.at(-1)! < course[0]!);
  });

  it('leaves out hard negatives that are missing', async () => {
    const few = {
      ...passage,
      scoringMask: Uint8Array.from(passage.scoringMask as Uint8Array, (bit, i) => (i < 4 * 12 ? bit : 0)),
    };
    const positives: EncodedTexts = {
      inputIds: passage.inputIds.subarray(0, 4 * 12),
      attentionMask: (passage.attentionMask as BigInt64Array).subarray(0, 4 * 12),
      scoringMask: few.scoringMask.subarray(0, 4 * 12),
    };
    const [expected] = await losses({ shape: { ...retrievalShape, hardNegatives: 0 } }, query, positives);
    const [actual] = await losses({}, query, few);
    const [all] = await losses({}, query, passage);
    assert.ok(Math.abs(actual! - expected!) < 1e-5);
    assert.ok(all! > actual! + 1e-3);
  });

  it('leaves out queries that fill up a batch', async () => {
    const mask = Uint8Array.from(query.scoringMask as Uint8Array, (bit, i) => (i < 3 * 8 ? bit : 0));
    const [loss] = await losses({}, { ...query, scoringMask: mask }, passage);
    const graph = buildTeacherStep({ ...options, shape: { ...retrievalShape, queries: 3 } });
    assert.ok(loss! > 0 && Number.isFinite(loss!));
    assert.ok(graph.inputs.some(({ name, shape }) => name === 'passage_input_ids' && shape[0] === 6));
  });

  it('drops different elements of a query and a passage of the same text', async () => {
    const twice: EncodedTexts = {
      inputIds: BigInt64Array.from({ length: 16 }, (_, place) => query.inputIds[place % 8]!),
      attentionMask: new Float32Array(16).fill(1),
      scoringMask: new Float32Array(16).fill(1),
    };
    const shape = { queries: 2, queryLength: 8, passageLength: 8 };
    const optimizer = { learningRate: 1e-9, dropout: 0.2 };
    const course = await losses({ shape, optimizer, temperature: 0.1 }, twice, twice, 8);
    // Were query and positive equal, no negative could score higher, and no loss would exceed log 2.
    assert.ok(course.some((loss) => loss > 1));
  });

  it('is refused with a temperature of 0', () => {
    assert.throws(() => buildTeacherStep({ ...options, temperature: 0 }), {
      kind: 'invalid-argument',
      message: /temperature: 0/,
    });
  });
});
