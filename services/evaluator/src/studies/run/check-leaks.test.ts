import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StudySpec__Output } from '@optical/contracts/evaluator';
import { notFound } from '@optical/errors';
import type { TrackName } from '../../tracks/track-data.ts';
import { completeStudy } from '../spec/complete-study.ts';
import { studySetup } from '../spec/study-setup.ts';
import { checkLeaks } from './check-leaks.ts';
import type { CheckedRun } from './check-leaks.ts';

type Input = readonly [role: string, name: string];

interface World {
  readonly tracks: readonly (readonly [kind: string, dataset: string])[];
  /** Pairs of English and foreign sentences. */
  readonly bitext?: readonly (readonly [english: string, foreign: string])[];
  /** Queries, positives and negatives. */
  readonly labels?: readonly (readonly [query: string, positive: string, ...negatives: string[]])[];
  /** Lineage of models by name. */
  readonly models?: Readonly<Record<string, readonly Input[]>>;
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  await Promise.resolve();
  yield* items;
}

/** Every track asks `kya hai?` in Hindi and `what is it?` in English, and has the passage `A passage.`. */
function openTrack({ kind, dataset }: TrackName) {
  const languages = kind === 'monolingual' ? ['en'] : ['en', 'hi'];
  const queries = (language: string) => ({
    queries: [{ id: 'q', text: language === 'en' ? 'what is it?' : 'kya hai?' }],
    judgments: [],
    clusters: ['q'],
  });
  return Promise.resolve({ name: { kind, dataset }, languages, passages: [{ id: 'p', text: 'A passage.' }], queries });
}

/** Results of the checks by what they are about. */
async function check({ tracks, bitext = [], labels, models = {} }: World) {
  const data = [{ language: 'hi', dataset: 'own' }];
  const spec = completeStudy({
    preset: 'quick',
    languages: ['hi'],
    tracks: tracks.map(([kind, dataset]) => ({ kind: `TRACK_KIND_${kind}`, dataset })),
    arms: labels ? [{ name: 'triples', reference: { method: 'REFERENCE_METHOD_TRIPLES', data } }] : [],
    studentTemplate: { student: { bitext: [{ dataset: 'pairs', language: 'hi' }] } },
  } as unknown as StudySpec__Output);
  const parts = {
    tracks: { open: openTrack },
    artifacts: {
      find: (model: string) => {
        const inputs = models[model.split('@')[0]!];
        if (!inputs) return Promise.reject(notFound('model', model));
        return Promise.resolve({ lineage: { inputs: inputs.map(([role, name]) => ({ role, name, digest: '1' })) } });
      },
    },
    data: {
      bitext: () =>
        Promise.resolve({
          name: 'pairs',
          digest: '0',
          read: () => each(bitext.map(([english, foreign]) => ({ english, foreign }))),
        }),
      relevance: () =>
        Promise.resolve({
          name: 'own',
          read: () => each((labels ?? []).map(([query, positive, ...negatives]) => ({ query, positive, negatives }))),
        }),
    },
  };
  const found = await checkLeaks({ spec, setup: studySetup(spec), parts } as unknown as CheckedRun, 'teacher/t@1');
  return new Map(found.map((result) => [result.what, result]));
}

const teacher = 'the teacher has not learned from evaluation data';

describe('leak checks of the teacher', () => {
  const tracks = [['CROSS_LINGUAL', 'own@12345678']] as const;
  const of = async (models: World['models']) => (await check({ tracks, models: models! })).get(teacher)!;

  it('fail for a data set that it is measured on, also one that an earlier model learned from', async () => {
    const failed = await of({ 'teacher/t': [['data', 'dataset/own/en']] });
    assert.ok(!failed.passed);
    assert.equal(failed.detail, 'dataset/own/en');
    const before: Input[] = [['data', 'dataset/own/en']];
    const inherited = await of({
      'teacher/t': [
        ['initial-model', 'teacher/base'],
        ['data', 'dataset/squad/en'],
      ],
      'teacher/base': before,
    });
    assert.ok(!inherited.passed);
  });

  it('pass where all data are known to be others', async () => {
    const passed = await of({ 'teacher/t': [['data', 'dataset/squad/en']] });
    assert.deepEqual([passed.passed, passed.unknown], [true, undefined]);
  });

  it('say that nothing is known of data that are not registered', async () => {
    for (const models of [
      { 'teacher/t': [] },
      {
        'teacher/t': [
          ['initial-model', 'base/gone'],
          ['data', 'dataset/squad/en'],
        ] as Input[],
      },
    ]) {
      const unknown = await of(models);
      assert.equal(unknown.unknown, true);
      assert.match(unknown.detail, /^not known/);
    }
  });
});

describe('leak checks of the bitext', () => {
  const about = 'own (cross-lingual) and the bitext in hi are apart';
  const cases: [string, string, string][] = [
    ['a query in the language', 'something', 'Kya  hai?'],
    ['a passage', 'a PASSAGE.', 'kuch'],
  ];
  for (const [what, english, foreign] of cases)
    it(`fail for ${what} of a collection`, async () => {
      const found = await check({ tracks: [['CROSS_LINGUAL', 'own']], bitext: [[english, foreign]] });
      assert.ok(!found.get(about)!.passed);
      assert.match(found.get(about)!.detail, /^1 queries and passages occur/);
    });

  it('fail for a sentence of XQuAD-R, which jobs do not know, but not for its questions', async () => {
    const of = async (english: string, foreign: string) => {
      const found = await check({ tracks: [['POOLED', 'xquad_r']], bitext: [[english, foreign]] });
      return found.get('xquad_r (pooled) and the bitext in hi are apart')!.passed;
    };
    assert.ok(await of('a', 'kya hai?'));
    assert.ok(!(await of('a passage.', 'b')));
  });

  it('fail for an English query of a monolingual collection', async () => {
    const found = await check({ tracks: [['MONOLINGUAL', 'own']], bitext: [['What is it?', 'kuch']] });
    assert.ok(!found.get('own (monolingual) and the bitext in hi are apart')!.passed);
  });

  it('pass for XQuAD, whose texts jobs leave out, and for other texts', async () => {
    const tracks = [
      ['CROSS_LINGUAL', 'xquad'],
      ['CROSS_LINGUAL', 'own'],
    ] as const;
    const leaking = await check({ tracks, bitext: [['a', 'kya hai?']] });
    assert.ok(leaking.get('xquad (cross-lingual) and the bitext in hi are apart')!.passed);
    const clean = await check({ tracks, bitext: [['a', 'b']] });
    assert.ok(clean.get(about)!.passed);
  });
});

describe('leak checks of relevance labels', () => {
  const about = 'own (cross-lingual) and the labels of triples in hi are apart';
  const of = async (labels: World['labels']) =>
    (await check({ tracks: [['CROSS_LINGUAL', 'own']], labels: labels! })).get(about)!.passed;

  it('fail for a query, a relevant passage and another passage of a track', async () => {
    assert.ok(!(await of([['kya hai?', 'a']])));
    assert.ok(!(await of([['kuch', 'a passage.']])));
    assert.ok(!(await of([['kuch', 'a', 'b', 'a passage.']])));
  });

  it('pass for other texts, and for none', async () => {
    assert.ok(await of([['kuch', 'a', 'b']]));
    assert.ok(await of([]));
  });
});
