import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SentencePair } from '@optical/datasets';
import { notFound } from '@optical/errors';
import { planTraining } from '../src/index.ts';
import type { StudentTask, TrainingResources, TrainingSpec } from '../src/index.ts';
import { inMemory, specOf, studentTask, tinyWorld } from './tiny-world.ts';
import type { WorldOptions } from './tiny-world.ts';

function student(changes: Partial<StudentTask>): TrainingSpec {
  return specOf({ ...studentTask, ...changes });
}

const source = studentTask.bitext[0]!;

const refusals: readonly (readonly [what: string, spec: TrainingSpec, error: object, world?: WorldOptions])[] = [
  [
    'a language that is no language',
    student({ bitext: [{ ...source, language: 'not a tag' }] }),
    { kind: 'invalid-argument', message: /student.bitext\[0\].language: "not a tag" is no BCP 47/ },
  ],
  [
    'empty bitext',
    student({ bitext: [{ ...source, language: 'zz' }] }),
    { kind: 'failed-precondition', message: /synthetic is empty/ },
  ],
  [
    'a budget beyond the bitext',
    student({ bitext: [{ ...source, maxPairs: 10_000 }] }),
    { kind: 'failed-precondition', message: /bitext\[0\]: \d+ pairs are left for training, the budget is 10000/ },
  ],
  [
    'bitext from the articles that evaluation uses',
    student({}),
    { kind: 'failed-precondition', message: /allow_evaluation_data/ },
    { fromEvaluation: true },
  ],
  [
    'vectors of other dimensions than the teacher has',
    student({ vocabulary: '', initialization: { source: 'checkpoint', model: 'wide', trimVocabulary: false } }),
    { kind: 'failed-precondition', message: /wide makes vectors of 32 components, its teacher teacher of 16/ },
  ],
  [
    "a vocabulary that is not the initial model's",
    student({
      vocabulary: 'english',
      initialization: { source: 'checkpoint', model: 'multilingual', trimVocabulary: false },
    }),
    { kind: 'failed-precondition', message: /vocabulary mismatch: english is not the vocabulary of multilingual/ },
  ],
  [
    'an aligned student without a vocabulary',
    student({ vocabulary: '' }),
    { kind: 'invalid-argument', message: /vocabulary: is required for an aligned/ },
  ],
  [
    'sequences that the encoder cannot read',
    student({ maxTokens: 64 }),
    { kind: 'invalid-argument', message: /64 is above the 40 tokens/ },
  ],
  [
    'settings out of range, all at once',
    specOf(
      { ...studentTask, objectives: [{ objective: 'greedy', weight: -1 }] },
      { optimizer: { learningRate: 2 }, batch: { examples: 10, accumulation: 4 } },
    ),
    {
      kind: 'invalid-argument',
      message:
        /optimizer.learning_rate: 2 is not a number in \(0, 1\].*accumulation: 4 does not divide 10.*objectives\[0\].weight/,
    },
  ],
  ['an unknown model', student({ teacher: 'nobody' }), { kind: 'not-found', message: /"nobody"/ }],
];

for (const [what, spec, error, world] of refusals) {
  test(`refused: ${what}`, async () => {
    await assert.rejects(planTraining(spec, tinyWorld({ pairs: 60, ...world }).resources), error);
  });
}

test('pairs that contain evaluation texts are left out and counted, and refused when they are many', async () => {
  const { evaluationText } = tinyWorld({ pairs: 10 });
  const leak = { id: 'leak', english: `and ${evaluationText.toUpperCase()}`, foreign: 'x' };
  const few = await planTraining(student({}), tinyWorld({ extraPairs: [leak] }).resources);
  assert.equal(few.reports[0]!.leaked, 1);
  const many = Array.from({ length: 10 }, (_, id) => ({ ...leak, foreign: `x ${id}` }));
  await assert.rejects(planTraining(student({}), tinyWorld({ extraPairs: many }).resources), {
    kind: 'failed-precondition',
    message: /10 of 250 pairs of synthetic contain evaluation texts, such as leak \(xquad.en question 1\)/,
  });
});

test('pairs that share a sentence with bitext that is evaluated on are left out, in whichever language', async () => {
  const { resources, pairs } = tinyWorld();
  const [first, second] = pairs.xx as [SentencePair, SentencePair];
  const evaluated = [
    { id: 'a', english: first.english.toUpperCase(), foreign: 'none of the others' },
    { id: 'b', english: 'none of the others', foreign: second.foreign },
  ];
  const withEvaluated: TrainingResources = {
    ...resources,
    bitext: (dataset, language) =>
      dataset === 'evaluated'
        ? Promise.resolve(inMemory(dataset, evaluated, false))
        : resources.bitext(dataset, language),
  };
  const { reports } = await planTraining(student({ evaluationDatasets: ['evaluated'] }), withEvaluated);
  assert.equal(reports[0]!.leaked, 2);
  const without: TrainingResources = {
    ...resources,
    bitext: (dataset, language) =>
      dataset === 'absent' ? Promise.reject(notFound('file', dataset)) : resources.bitext(dataset, language),
  };
  await assert.rejects(planTraining(student({ evaluationDatasets: ['absent'] }), without), {
    kind: 'invalid-argument',
    message: /student\.evaluation_datasets\[0\]: "absent" has none of xx/,
  });
  await assert.rejects(planTraining(student({ evaluationDatasets: ['../x'] }), withEvaluated), {
    kind: 'invalid-argument',
    message: /student\.evaluation_datasets\[0\]: "\.\.\/x" is a path/,
  });
});

test('a report counts duplicates and pairs that are too long on either side', async () => {
  const words = Array.from({ length: 31 }, (_, place) => `w${place}`).join(' ');
  const { pairs } = tinyWorld({ pairs: 100 });
  const extraPairs = [
    { ...pairs.xx[0]!, id: 'again' },
    { id: 'a', english: words, foreign: 'short' },
    { id: 'b', english: 'short', foreign: words },
  ];
  const { reports } = await planTraining(student({}), tinyWorld({ pairs: 100, extraPairs }).resources);
  const { read, duplicates, longSource, longTarget, fitting, training, heldOut } = reports[0]!;
  assert.deepEqual(
    { read, duplicates, longSource, longTarget },
    { read: 103, duplicates: 1, longSource: 1, longTarget: 1 },
  );
  assert.equal(fitting, 100);
  assert.equal(heldOut, 10);
  assert.equal(training, 90);
  const truncated = await planTraining(
    student({ longPairs: 'truncate' }),
    tinyWorld({ pairs: 100, extraPairs }).resources,
  );
  assert.equal(truncated.reports[0]!.fitting, 102);
});

test('a smaller budget trains on a part of a larger one and shares no English sentence with what is held out', async () => {
  const { resources } = tinyWorld();
  const englishOf = async (maxPairs: number) => {
    const { problem } = await planTraining(student({ bitext: [{ ...source, maxPairs }] }), resources);
    assert.ok(problem.kind === 'student');
    const { english, heldOut } = problem;
    const texts = Array.from({ length: english.offsets.length - 1 }, (_, place) =>
      english.ids.slice(english.offsets[place], english.offsets[place + 1]).join(),
    );
    return { training: texts.slice(0, heldOut.first), heldOut: texts.slice(heldOut.first) };
  };
  const [small, large] = [await englishOf(40), await englishOf(150)];
  assert.deepEqual(large.training.slice(0, 40), small.training);
  assert.deepEqual(large.heldOut.slice(0, 4), small.heldOut);
  assert.equal(new Set(large.training).intersection(new Set(large.heldOut)).size, 0);
});
