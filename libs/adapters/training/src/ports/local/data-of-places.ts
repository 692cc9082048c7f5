import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  findDataSet,
  heldOutTexts,
  obtainFile,
  outsideOverlap,
  readBitext,
  readOverlapIds,
  readSquad,
  readTriples,
  syntheticSet,
} from '@optical/datasets';
import type { DataPlace, DownloadOptions, HeldOutText } from '@optical/datasets';
import { invalidArgument, OpticalError } from '@optical/errors';
import { syntheticBitext, syntheticQuestions } from './synthetic-data.ts';
import type { RelevanceExample, ResolvedData, TrainingResources } from '../resources.ts';

export type DataResources = Pick<TrainingResources, 'bitext' | 'relevance' | 'evaluationTexts'>;

const questionFiles: Readonly<Record<string, string>> = { squad: 'squad/dev-v1.1.json' };

/**
 * The data sets of the catalogue, and bitext and triples of other names that lie beside them
 * (`bitext/NAME.LANGUAGE.tsv`, `triples/NAME.LANGUAGE.tsv`), from the first of the places that has a file; files that the
 * catalogue knows are downloaded into the cache among the places. `squad` is SQuAD's development set without the
 * paragraphs that XQuAD has, unless evaluation data are allowed.
 */
export function dataOfPlaces(places: readonly DataPlace[], options: DownloadOptions = {}): DataResources {
  const obtain = (name: string): Promise<string> => obtainFile(places, name, options);
  return {
    bitext: async (dataset, language) => {
      if (dataset === syntheticSet) return syntheticBitext(language);
      const known = findDataSet(dataset);
      if (known?.use === 'evaluation')
        throw invalidArgument({ field: 'dataset', description: `${dataset} is for evaluation only` });
      if (known && !known.languages.includes(language))
        throw invalidArgument({
          field: 'language',
          description: `${dataset} has no ${JSON.stringify(language)}; it has ${known.languages.join(', ')}`,
        });
      const path = await obtainOr(
        () => obtain(`bitext/${dataset}.${language}.tsv`),
        `bitext ${dataset} in ${language}`,
      );
      const fromEvaluation = known !== undefined && !known.onByDefault;
      return { name: dataset, digest: await digestOf(path), fromEvaluation, read: () => readBitext(path) };
    },
    relevance: async (dataset, language, { allowEvaluationData }) => {
      if (dataset === syntheticSet) return syntheticQuestions();
      const file = questionFiles[dataset];
      if (file === undefined) return triplesOf(dataset, language, obtain);
      if (!findDataSet(dataset)!.languages.includes(language))
        throw invalidArgument({ field: 'language', description: `${dataset} has no ${JSON.stringify(language)}` });
      const path = await obtain(file);
      const overlapFile = await obtain('squad/xquad_paragraph_overlap_ids.txt');
      const overlap = allowEvaluationData ? new Set<string>() : await readOverlapIds(overlapFile);
      return questionsOf(dataset, path, overlap);
    },
    evaluationTexts: async () => {
      const texts: HeldOutText[] = [];
      for (const language of findDataSet('xquad')!.languages) {
        const paragraphs = readSquad(await obtain(`xquad/xquad.${language}.json`));
        texts.push(...heldOutTexts(`xquad.${language}`, await paragraphs.toArray()));
      }
      return texts;
    },
  };
}

async function triplesOf(
  name: string,
  language: string,
  obtain: (name: string) => Promise<string>,
): Promise<ResolvedData<RelevanceExample>> {
  const path = await obtainOr(() => obtain(`triples/${name}.${language}.tsv`), `questions ${name} in ${language}`);
  return { name, digest: await digestOf(path), fromEvaluation: false, read: () => readTriples(path) };
}

async function questionsOf(
  name: string,
  path: string,
  overlap: ReadonlySet<string>,
): Promise<ResolvedData<RelevanceExample>> {
  return {
    name,
    digest: await digestOf(path),
    fromEvaluation: false,
    read: () => {
      const paragraphs = readSquad(path);
      return {
        get report() {
          return paragraphs.report;
        },
        async *[Symbol.asyncIterator]() {
          for await (const paragraph of paragraphs) {
            for (const { questions, text } of outsideOverlap([paragraph], overlap))
              for (const question of questions)
                yield { id: question.id, query: question.text, positive: text, negatives: [] };
          }
        },
      };
    },
  };
}

async function obtainOr(obtain: () => Promise<string>, what: string): Promise<string> {
  try {
    return await obtain();
  } catch (error) {
    if (error instanceof OpticalError && error.kind === 'not-found')
      throw new OpticalError('not-found', `no ${what}: ${error.message}`, error.details, { cause: error });
    throw error;
  }
}

/** sha256 of a file's bytes as they lie there. */
async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
