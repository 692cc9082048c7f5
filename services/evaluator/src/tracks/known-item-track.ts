import { findDataSet, readBitext } from '@optical/datasets';
import { notFound } from '@optical/errors';
import type { TrackContent } from './question-tracks.ts';
import type { Passage, TrackQueries } from './track-data.ts';
import type { TrackFiles } from './track-files.ts';

/**
 * Translated sentences search for their English originals among all of them: NTREX, TICO-19 or another bitext of the
 * catalogue. The English sides of all languages are one collection; a sentence that occurs twice is one passage.
 */
export async function knownItemTrack(dataset: string, files: TrackFiles): Promise<TrackContent> {
  const known = findDataSet(dataset);
  if (known?.kind !== 'bitext') throw notFound('bitext', dataset);
  const passages = new Map<string, Passage>();
  const byLanguage = new Map<string, TrackQueries>();
  for (const language of known.languages) {
    const path = await files.locate(`bitext/${dataset}.${language}.tsv`);
    if (path === undefined) continue;
    const queries = [];
    const judgments = [];
    for await (const { id, english, foreign } of readBitext(path)) {
      const passage = passages.get(english) ?? { id: `${dataset}.${passages.size}`, text: english, language: 'en' };
      passages.set(english, passage);
      queries.push({ id, text: foreign });
      judgments.push({ queryId: id, documentId: passage.id, relevance: 1 });
    }
    byLanguage.set(language, { queries, judgments, clusters: judgments.map(({ documentId }) => documentId) });
  }
  if (byLanguage.size === 0) throw notFound('bitext', dataset);
  return { passages: [...passages.values()], byLanguage, english: originals(passages) };
}

/** A sentence's English original is the text of its passage. */
function originals(passages: ReadonlyMap<string, Passage>) {
  const textOf = new Map([...passages.values()].map(({ id, text }) => [id, text]));
  return ({ queries, judgments, clusters }: TrackQueries): TrackQueries => {
    const passageOf = new Map(judgments.map(({ queryId, documentId }) => [queryId, documentId]));
    return { queries: queries.map(({ id }) => ({ id, text: textOf.get(passageOf.get(id)!)! })), judgments, clusters };
  };
}
