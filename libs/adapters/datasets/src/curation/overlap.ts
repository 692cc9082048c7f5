import { failedPrecondition } from '@optical/errors';
import { readLines } from '../reading/lines.ts';
import type { QuestionedParagraph } from '../reading/squad.ts';

/** The question ids of a file with one a line (`squad/xquad_paragraph_overlap_ids.txt`). */
export async function readOverlapIds(path: string): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const line of readLines(path, {})) {
    const id = 'text' in line ? line.text.trim() : '';
    if (id === '') throw failedPrecondition(`${path}, line ${line.number}: holds no question id`);
    ids.add(id);
  }
  return ids;
}

/** The paragraphs of SQuAD that share no question with `overlap`, and so none of XQuAD's paragraphs. */
export function outsideOverlap(
  paragraphs: readonly QuestionedParagraph[],
  overlap: ReadonlySet<string>,
): QuestionedParagraph[] {
  return paragraphs.filter(({ questions }) => !questions.some(({ id }) => overlap.has(id)));
}

/** Throws `failed-precondition` naming the first paragraph and question that are also XQuAD's. */
export function refuseOverlap(paragraphs: readonly QuestionedParagraph[], overlap: ReadonlySet<string>): void {
  for (const { id, title, questions } of paragraphs) {
    const shared = questions.find((question) => overlap.has(question.id));
    if (shared) {
      throw failedPrecondition(
        `training paragraph ${id} of ${JSON.stringify(title)} is XQuAD's (question ${shared.id})`,
      );
    }
  }
}
