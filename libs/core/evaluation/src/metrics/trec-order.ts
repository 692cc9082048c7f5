import { invalidArgument } from '@optical/errors';
import type { Ranking } from './run.ts';

/**
 * The document ids of a ranking in the order that trec_eval gives them: by score, descending, and by document id,
 * descending, where scores are equal. trec_eval keeps scores in single precision and compares ids byte by byte, so
 * scores that differ beyond that are ties here too, and ids are compared by code point, which orders as UTF-8 does.
 * https://github.com/usnistgov/trec_eval/blob/main/form_res_rels.c
 *
 * Refuses a document that appears twice, a score that is not finite and a number of scores other than of documents.
 */
export function trecOrder({ queryId, documentIds, scores }: Ranking): string[] {
  const field = `rankings[${JSON.stringify(queryId)}]`;
  if (scores.length !== documentIds.length) {
    const description = `${scores.length} scores for ${documentIds.length} documents`;
    throw invalidArgument({ field: `${field}.scores`, description });
  }
  const singles = new Map<string, number>();
  for (const [index, id] of documentIds.entries()) {
    const score = scores[index]!;
    if (!Number.isFinite(score)) {
      throw invalidArgument({ field: `${field}.scores[${index}]`, description: `${score} is not a finite number` });
    }
    if (singles.has(id)) {
      const description = `document ${JSON.stringify(id)} appears twice`;
      throw invalidArgument({ field: `${field}.document_ids[${index}]`, description });
    }
    singles.set(id, Math.fround(score));
  }
  return [...singles].sort(([a, x], [b, y]) => (x === y ? compareCodePoints(b, a) : x > y ? -1 : 1)).map(([id]) => id);
}

/** Below 0 where `a` comes before `b` in the order of code points, which JavaScript's `<` is not beyond U+FFFF. */
function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let unit = 0; unit < length; unit++) {
    if (a.charCodeAt(unit) !== b.charCodeAt(unit)) return afterSurrogates(a, unit) - afterSurrogates(b, unit);
  }
  return a.length - b.length;
}

/** A code unit, surrogates moved behind all others. */
function afterSurrogates(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}
