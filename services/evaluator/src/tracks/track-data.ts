import type { IdentifiedText } from '@optical/datasets';
import type { Judgment, StudyTrackKind } from '@optical/evaluation';

/** What is searched for what, and in which data set. */
export interface TrackName {
  readonly kind: StudyTrackKind;
  /** Catalogue name or name of a user's collection. */
  readonly dataset: string;
}

/** A passage that is searched. */
export interface Passage extends IdentifiedText {
  /** BCP 47. */
  readonly language: string;
}

/** The judged queries of a track in one language. */
export interface TrackQueries {
  readonly queries: readonly IdentifiedText[];
  readonly judgments: readonly Judgment[];
  /** What a query shares with others, such as its paragraph: one name per query. */
  readonly clusters: readonly string[];
}

/** A collection with judged queries, read once. */
export interface TrackData {
  readonly name: TrackName;
  /** sha256 over the content of its files and what was taken from them. */
  readonly digest: string;
  /** Languages that it has queries in. */
  readonly languages: readonly string[];
  readonly passages: readonly Passage[];
  /** @throws OpticalError `invalid-argument` for a language that it does not have */
  queries(language: string): TrackQueries;
  /** The same queries in English, by the same ids; undefined where there are none. */
  english(language: string): TrackQueries | undefined;
}

/** Keeps the queries that are wanted, with their judgments and clusters. */
export function selectQueries(all: TrackQueries, wanted: ReadonlySet<string>): TrackQueries {
  const places = all.queries.flatMap(({ id }, place) => (wanted.has(id) ? [place] : []));
  return {
    queries: places.map((place) => all.queries[place]!),
    judgments: all.judgments.filter(({ queryId }) => wanted.has(queryId)),
    clusters: places.map((place) => all.clusters[place]!),
  };
}
