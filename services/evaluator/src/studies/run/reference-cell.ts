import { Deduplicator, readTexts, takeBudget } from '@optical/datasets';
import { failedPrecondition } from '@optical/errors';
import type { StudyCell, StudyReferenceMethod } from '@optical/evaluation';
import { withBudget } from '../plan/job-specs.ts';
import type { Prepared } from '../plan/job-specs.ts';
import { sharesTrackText } from './bitext.ts';
import { runInThread } from '../threads/run-in-thread.ts';
import type { StudyRun } from './study-parts.ts';
import type { RankQueries } from './score-model.ts';

type WithoutJob = Exclude<StudyReferenceMethod, 'zero-shot' | 'triples'>;

/** Scores an arm for which nothing is trained. */
export async function scoreReference(
  run: StudyRun,
  cell: StudyCell,
  method: WithoutJob,
  prepared: Prepared,
): Promise<StudyCell> {
  const { journal, setup, scorer } = run;
  journal.report(`${cell.id}: scoring`);
  await journal.change(cell.id, { state: 'evaluating' });
  const begun = performance.now();
  const rank = await rankerOf(run, cell, method, prepared);
  const [name, digest] = prepared.teacher.split('@') as [string, string];
  const usesTeacher = method === 'teacher' || method === 'translate-query';
  const scores = [];
  for (const { kind } of setup.tracks) {
    const language = kind === 'monolingual' ? 'en' : cell.language;
    const inputs = usesTeacher ? [{ role: 'model', name, digest }] : [];
    scores.push(await scorer.scoreRanking(scores.length, language, cell.id, rank, inputs));
  }
  const final = {
    step: 0,
    pairs: 0,
    trainingSeconds: 0,
    results: scores.map((found) => found?.values ?? null),
  };
  return journal.change(cell.id, {
    state: 'done',
    final,
    queryScores: scores.flatMap((found) => (found ? [found.queryScores] : [])),
    evaluationSeconds: (performance.now() - begun) / 1_000,
  });
}

async function rankerOf(run: StudyRun, cell: StudyCell, method: WithoutJob, prepared: Prepared): Promise<RankQueries> {
  const { parts, signal } = run;
  const { language } = cell;
  if (method === 'bm25' || method === 'psq') {
    const bitext = method === 'psq' ? await pairsOf(run, cell, prepared) : undefined;
    return (track, queries) => {
      const asked = track.name.kind === 'monolingual' ? 'en' : language;
      const input = { language: asked, queries, passages: track.passages, depth: parts.depth };
      const isTranslated = bitext !== undefined && asked !== 'en';
      return runInThread('rankByWords', isTranslated ? { ...input, bitext } : input, signal);
    };
  }
  const translations = method === 'translate-query' ? await translationsOf(run, cell) : undefined;
  return (track, queries, asked) => {
    const model = { model: prepared.teacher, passageModel: prepared.teacher };
    const english = translations
      ? queries.map(({ id }) => ({ id, text: translated(translations, id) }))
      : track.name.kind === 'monolingual'
        ? queries
        : track.english(language)?.queries.filter(({ id }) => asked.queries.some((query) => query.id === id));
    if (english === undefined) throw failedPrecondition(`${track.name.dataset} has no English queries by the same ids`);
    return parts.ranker.rank({ track, language: 'en', queries: english, ...model, depth: parts.depth, signal });
  };
}

/** The pairs that trainings of the cell see: without duplicates, and without sentences of the tracks. */
async function pairsOf(run: StudyRun, cell: StudyCell, { pairs: sizes }: Prepared) {
  const { parts, spec } = run;
  const { language, bitextBudget, seed } = cell;
  const isEvaluated = await sharesTrackText(run, language);
  const sources = spec.studentTemplate!.student!.bitext.filter((source) => source.language === language);
  const deduplicator = new Deduplicator();
  const found = [];
  for (const { dataset, maxPairs } of withBudget(sources, bitextBudget, sizes[language] ?? {})) {
    const all = (await Array.fromAsync((await parts.data.bitext(dataset, language)).read())).filter(
      (pair) => deduplicator.accepts(pair) && !isEvaluated(pair),
    );
    found.push(...(maxPairs === 0 || maxPairs >= all.length ? all : takeBudget(all, maxPairs, seed)));
  }
  return found.map(({ english, foreign }) => ({ english, foreign }));
}

/** Supplied translations: lines of query id, tab, English text in `translations/<dataset>.<language>.tsv`. */
async function translationsOf({ parts, spec }: StudyRun, { arm, language }: StudyCell): Promise<Map<string, string>> {
  const data = spec.arms.find(({ name }) => name === arm)!.reference!.data;
  const { dataset } = data.find((entry) => entry.language === language)!;
  const path = await parts.files().obtain(`translations/${dataset}.${language}.tsv`);
  const texts = await readTexts(path).toArray();
  return new Map(texts.map(({ id, text }) => [id, text]));
}

function translated(translations: ReadonlyMap<string, string>, id: string): string {
  const text = translations.get(id);
  if (text === undefined) throw failedPrecondition(`the translations lack the query ${id}`);
  return text;
}
