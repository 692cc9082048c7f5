import { datasetName, languageName } from '@optical/evaluation';
import type { StudyResult, StudyTrackKind } from '@optical/evaluation';

/** What is searched for what: studies have several tracks of one data set. */
const directions: Readonly<Record<StudyTrackKind, string>> = {
  'cross-lingual': 'queries in the language, English passages',
  monolingual: 'English queries, English passages',
  pooled: 'queries in the language, sentences of all languages pooled',
  'known-item': 'translated sentences, their English originals',
};

/** `XQuAD, cross-lingual`; with another track of that name, its place, too. */
export function trackName({ setup }: StudyResult, track: number): string {
  const nameOf = (place: number) => `${datasetName(setup.tracks[place]!.dataset)}, ${setup.tracks[place]!.kind}`;
  const name = nameOf(track);
  const alike = setup.tracks.filter((_, place) => nameOf(place) === name);
  return alike.length > 1 ? `${name} (track ${track + 1})` : name;
}

/** `XQuAD, cross-lingual: queries in the language, English passages (main track)`. */
export function trackCaption(study: StudyResult, track: number): string {
  const role = track === 0 ? ' (main track)' : '';
  return `${trackName(study, track)}: ${directions[study.setup.tracks[track]!.kind]}${role}`;
}

/**
 * Languages of the study that have results on a track. That of the student counts, not that of the queries: on a
 * monolingual track the student of every language is asked the same English queries.
 */
export function trackLanguages({ setup, queries }: StudyResult, track: number): string[] {
  return setup.languages.filter((language) =>
    queries.some((judged) => judged.track === track && judged.language === language),
  );
}

/** `Hindi (hi)`, or `student of Hindi (hi)` where its queries are in English. */
export function columnTitle({ setup }: StudyResult, track: number, language: string): string {
  const name = `${languageName(language)} (${language})`;
  return setup.tracks[track]!.kind === 'monolingual' ? `student of ${name}` : name;
}
