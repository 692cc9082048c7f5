import { readSquad } from '../reading/squad.ts';

/** Ids of all questions of SQuAD whose paragraph has a question that is also XQuAD's, sorted. */
export async function* overlapIds(xquad: string, squad: string): AsyncGenerator<string, void, undefined> {
  const evaluated = new Set<string>();
  for await (const { questions } of readSquad(xquad)) for (const { id } of questions) evaluated.add(id);
  const ids: string[] = [];
  for await (const { questions } of readSquad(squad)) {
    if (questions.some(({ id }) => evaluated.has(id))) ids.push(...questions.map(({ id }) => id));
  }
  yield* ids.sort();
}
