import path from 'node:path';
import { dataPlaces, Deduplicator, listBitext, paragraphRetrieval, readBitext } from '@optical/datasets';
import { readSquad, requireFile } from '@optical/datasets';
import type { DataPlace, RetrievalSet } from '@optical/datasets';
import { OpticalError } from '@optical/errors';
import { evaluateRun } from '@optical/evaluation';
import {
  indexDocuments,
  ownTerms,
  scoreBm25,
  termsOf,
  trainLexicon,
  translatedTerms,
  wordSegment,
} from '@optical/lexical';
import type { StructuredQuery } from '@optical/lexical';
import type { Measurement } from '../record/measurement-record.ts';
import { readBenchSettings } from '../settings.ts';

const config = { languages: ['es', 'de', 'ru', 'tr', 'ar', 'vi', 'th', 'zh', 'hi'], iterations: 5, threshold: 0.05 };

const checkout = path.resolve(import.meta.dirname, '../../../..');

/**
 * nDCG@10 on XQuAD, English paragraphs: BM25 of English questions and of questions as they are, and structured queries
 * with the translation probabilities of all bitext that is on by default; the pairs and the seconds of their training.
 */
export async function benchLexical(onRound: (round: number, of: number) => void): Promise<Measurement> {
  const { data } = readBenchSettings();
  const places = dataPlaces({ ...(data !== undefined && { setting: data }), checkout });
  const [place] = places;
  if (place === undefined)
    throw new OpticalError('not-found', 'no data sets: OPTICAL_BENCH_DATA names no folder of them');
  const english = await xquad(places, 'en');
  const segmentEnglish = wordSegment('en');
  const index = indexDocuments(english.documents.map(({ text }) => termsOf(text, segmentEnglish)));
  const documentIds = english.documents.map(({ id }) => id);

  const ndcgOf = (queries: RetrievalSet['queries'], structure: (text: string) => StructuredQuery): number => {
    const rankings = queries.map(({ id, text }) => {
      return { queryId: id, documentIds, scores: scoreBm25(index, structure(text)) };
    });
    return evaluateRun({ name: 'lexical', rankings }, english.judgements, [{ kind: 'ndcg', cutoff: 10 }]).means[0]!;
  };

  const metrics: Record<string, number> = {
    'ndcg10.en.bm25': ndcgOf(english.queries, (text) => ownTerms(termsOf(text, segmentEnglish))),
  };
  for (const [round, language] of config.languages.entries()) {
    onRound(round, config.languages.length);
    const { queries } = await xquad(places, language);
    const segment = wordSegment(language);
    const pairs = await bitext(place.folder, language);
    const begun = performance.now();
    const lexicon = trainLexicon(
      {
        english: pairs.map((pair) => termsOf(pair.english, segmentEnglish)),
        foreign: pairs.map((pair) => termsOf(pair.foreign, segment)),
      },
      config,
    );
    metrics[`seconds.${language}`] = (performance.now() - begun) / 1000;
    metrics[`pairs.${language}`] = pairs.length;
    metrics[`ndcg10.${language}.bm25`] = ndcgOf(queries, (text) => ownTerms(termsOf(text, segment)));
    metrics[`ndcg10.${language}.psq`] = ndcgOf(queries, (text) =>
      translatedTerms(termsOf(text, segment), (term) => lexicon.get(term)),
    );
  }
  const versions = { icu: process.versions.icu ?? '', unicode: process.versions.unicode ?? '' };
  return { versions, config, seed: 0, runs: 1, metrics };
}

async function bitext(data: string, language: string) {
  const distinct = new Deduplicator();
  const pairs = [];
  for (const file of await listBitext(data, language)) {
    for await (const pair of readBitext(file.path)) if (distinct.accepts(pair)) pairs.push(pair);
  }
  return pairs;
}

async function xquad(places: readonly DataPlace[], language: string): Promise<RetrievalSet> {
  return paragraphRetrieval(await readSquad(requireFile(places, `xquad/xquad.${language}.json`)).toArray());
}
