import { normalForm } from '@optical/datasets';
import type { IdentifiedText } from '@optical/datasets';
import type { TrackName } from '../../tracks/track-data.ts';
import { evaluatedBitext } from '../plan/job-specs.ts';
import { referenceOf } from '../spec/study-setup.ts';
import type { LeakCheck } from '@optical/evaluation';
import { readLanguage } from './bitext.ts';
import type { CheckedRun } from './check-leaks.ts';

/** Its name without the digest that may be asked for. */
export const datasetOf = ({ dataset }: Pick<TrackName, 'dataset'>): string => dataset.split('@')[0]!;

/**
 * Texts of every track in the bitext of every language. From the paragraphs and questions of XQuAD and the sentences of
 * known-item tracks the distiller keeps the students; of other tracks no text may be there.
 */
export async function bitextOverlap(run: CheckedRun): Promise<LeakCheck[]> {
  const known = new Set(evaluatedBitext(run.spec));
  const checks: LeakCheck[] = [];
  for (const language of run.setup.languages) {
    const { pairs } = await readLanguage(run, language);
    const texts = new Set(pairs.flatMap(({ english, foreign }) => [normalForm(english), normalForm(foreign)]));
    const isKept: IsKept = (track, part) => isXquads(track, part) || known.has(datasetOf(track));
    checks.push(...(await overlaps(run, language, `the bitext in ${language}`, texts, isKept)));
  }
  return checks;
}

/** Texts of every track in the labels that arms are trained on; jobs keep XQuAD's away, no others. */
export async function labelOverlap(run: CheckedRun): Promise<LeakCheck[]> {
  const checks: LeakCheck[] = [];
  for (const arm of run.spec.arms.filter((candidate) => referenceOf(candidate) === 'triples'))
    for (const { dataset, language } of arm.reference!.data.filter((data) =>
      run.setup.languages.includes(data.language),
    )) {
      const labels = await run.parts.data.relevance(dataset, language, { allowEvaluationData: false });
      const texts = new Set<string>();
      for await (const { query, positive, negatives } of labels.read())
        for (const text of [query, positive, ...negatives]) texts.add(normalForm(text));
      checks.push(...(await overlaps(run, language, `the labels of ${arm.name} in ${language}`, texts, isXquads)));
    }
  return checks;
}

/** Whether trainings leave out by themselves what has a query or passage of a track. */
type IsKept = (track: TrackName, part: 'query' | 'passage') => boolean;

/** Jobs know XQuAD's questions and paragraphs. The passages of XQuAD-R are sentences, which they do not know. */
const isXquads: IsKept = (track, part) =>
  datasetOf(track) === 'xquad' || (datasetOf(track) === 'xquad_r' && part === 'query');

async function overlaps(
  { setup, parts }: CheckedRun,
  language: string,
  where: string,
  texts: ReadonlySet<string>,
  isKept: IsKept,
): Promise<LeakCheck[]> {
  const checks: LeakCheck[] = [];
  for (const name of setup.tracks) {
    const track = await parts.tracks.open(name);
    const asked = name.kind === 'monolingual' ? 'en' : language;
    // What a track lacks is not scored on it.
    if (!track.languages.includes(asked)) continue;
    const isIn = ({ text }: IdentifiedText) => texts.has(normalForm(text));
    const queries = track.queries(asked).queries.filter(isIn);
    const passages = track.passages.filter(isIn);
    const found = [...queries, ...passages];
    const areKept =
      (queries.length === 0 || isKept(name, 'query')) && (passages.length === 0 || isKept(name, 'passage'));
    checks.push({
      what: `${datasetOf(name)} (${name.kind}) and ${where} are apart`,
      passed: areKept,
      detail:
        found.length === 0
          ? `none of ${texts.size} texts is a query or passage`
          : `${found.length} queries and passages occur, such as ${found[0]!.id}${areKept ? '; jobs do not train on them' : ''}`,
    });
  }
  return checks;
}
