import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { JobSpec } from '@optical/contracts/distiller';
import type { StudySpec__Output } from '@optical/contracts/evaluator';
import { failedPrecondition, OpticalError } from '@optical/errors';
import { completeStudy } from '../spec/complete-study.ts';
import { studySetup } from '../spec/study-setup.ts';
import { Journal } from './journal.ts';
import { prepareLanguage } from './prepare-language.ts';
import type { StudyRun } from './study-parts.ts';

const completed = completeStudy({
  preset: 'quick',
  languages: ['tl'],
  seeds: [0, 1],
  settings: [{ name: 'short', maxTokens: 16 }, { name: 'long' }, { name: 'tiny', maxTokens: 4 }],
  studentTemplate: { student: { vocabulary: 'vocabulary/own', bitext: [{ dataset: 'few', language: 'tl' }] } },
} as StudySpec__Output);
const spec = { ...completed, trainVocabulary: null };

/** What the database holds, over attempts. */
interface Stored {
  document: StudyRun['journal']['document'];
}

const newStudy = (): Stored => ({
  document: { teacher: 'teacher/t@1', vocabularies: {}, coverage: [], artifacts: [] } as unknown as Stored['document'],
});

/** An attempt at the study. @param select answers of the distiller */
async function attempt(
  stored: Stored,
  select: (spec: JobSpec) => { readonly dataset: string; readonly pairs: number }[],
): Promise<string[]> {
  const asked: string[] = [];
  const lease = {
    job: { id: 'study', document: stored.document },
    record: ({ update }: { update?: (document: Stored['document']) => Stored['document'] }) => {
      if (update) stored.document = update(stored.document);
      return Promise.resolve();
    },
  };
  const version = { name: 'vocabulary/own', digest: '2' };
  const parts = {
    artifacts: { find: () => Promise.resolve({ version, metadata: { size: 300 } }) },
    data: {
      bitext: () => {
        const read = async function* () {
          await Promise.resolve();
          yield { id: '1', english: 'a house', foreign: 'isang bahay' };
        };
        return Promise.resolve({ name: 'few', digest: '3', fromEvaluation: false, read });
      },
    },
    tokenizer: () => ({
      describeVocabulary: () => {
        asked.push('vocabulary');
        return Promise.resolve({ vocabulary: { version } });
      },
      measureCoverage: () => {
        asked.push('coverage');
        // The canonical tag of `tl`.
        return Promise.resolve({ coverage: [{ language: 'fil', tokensPerWord: 2.5, tokensPerCharacter: 0.5 }] });
      },
    }),
    distiller: () => ({
      selectPairs: async function* ({ spec: job }: { spec: JobSpec }) {
        await Promise.resolve();
        asked.push(`${job.student!.maxTokens} ${job.seed}`);
        const bitextReports = select(job).map(({ dataset, pairs }) => ({
          dataset: { name: dataset, digest: '3' },
          trainingPairs: pairs,
        }));
        yield { bitextReports, pairs: [] };
      },
    }),
  };
  const journal = await Journal.open(lease as never, { list: () => Promise.resolve([]) } as never, 1_000);
  const { signal } = new AbortController();
  try {
    await prepareLanguage({ parts, id: 'study', spec, setup: studySetup(spec), journal, signal } as never, 'tl');
  } catch (error) {
    asked.push(String(error));
  }
  await journal.settle();
  return asked;
}

const sizes = ({ student, seed }: JobSpec) => {
  if (student!.maxTokens === 4) throw failedPrecondition('none of 100 tl pairs fits');
  return [{ dataset: 'few', pairs: (student!.maxTokens === 16 ? 40 : 90) - seed! }];
};

it('counts the pairs that every seed of a setting can have, and takes a language for low-resource by them', async () => {
  const stored = newStudy();
  assert.deepEqual(await attempt(stored, sizes), ['vocabulary', '16 0', '16 1', '32 0', '32 1', '4 0', 'coverage']);
  assert.deepEqual(stored.document.sizes, [
    { language: 'tl', setting: 'short', pairs: { few: 39 } },
    { language: 'tl', setting: 'long', pairs: { few: 89 } },
    { language: 'tl', setting: 'tiny', pairs: {}, problem: 'none of 100 tl pairs fits' },
  ]);
  const [covered] = stored.document.coverage;
  assert.equal(covered!.language, 'tl');
  assert.deepEqual([covered!.pairs, covered!.tokensPerWord, covered!.vocabularySize], [89, 2.5, 300]);
  assert.ok(covered!.lowResource);
});

it('goes on with what is missing after an attempt that ended in the middle, and comes to the same', async () => {
  const whole = newStudy();
  await attempt(whole, sizes);
  const stored = newStudy();
  const torn = await attempt(stored, (job) => {
    if (job.student!.maxTokens === 32) throw new OpticalError('internal', 'torn');
    return sizes(job);
  });
  assert.match(torn.at(-1)!, /torn/);
  assert.deepEqual(stored.document.coverage, []);
  assert.deepEqual(await attempt(stored, sizes), ['32 0', '32 1', '4 0', 'coverage']);
  assert.deepEqual(stored.document, whole.document);
  assert.deepEqual(await attempt(stored, sizes), []);
});
