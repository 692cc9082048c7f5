import type { Judgments__Output, Run__Output, Track__Output, TrackKind } from '@optical/contracts/evaluator';
import { invalidArgument } from '@optical/errors';
import type { Judgment, Run, StudyTrackKind } from '@optical/evaluation';
import type { TrackName } from '../tracks/track-data.ts';

const maxResults = 1_000;

export const trackKinds = {
  TRACK_KIND_CROSS_LINGUAL: 'cross-lingual',
  TRACK_KIND_MONOLINGUAL: 'monolingual',
  TRACK_KIND_POOLED: 'pooled',
  TRACK_KIND_KNOWN_ITEM: 'known-item',
} as const satisfies Partial<Record<TrackKind, StudyTrackKind>>;

/** @throws OpticalError `invalid-argument` for a track without kind or data set */
export function readTrack({ kind, dataset }: Track__Output, field: string): TrackName {
  const known = Object.entries(trackKinds).find(([name]) => name === kind)?.[1];
  if (known === undefined) throw invalidArgument({ field: `${field}.kind`, description: 'is required' });
  if (dataset === '') throw invalidArgument({ field: `${field}.dataset`, description: 'is required' });
  return { kind: known, dataset };
}

export const trackMessage = ({ kind, dataset }: TrackName): { kind: TrackKind; dataset: string } => ({
  kind: Object.entries(trackKinds).find(([, name]) => name === kind)![0] as TrackKind,
  dataset,
});

/** @throws OpticalError `invalid-argument` for a name that TREC files cannot hold and rankings that are too long */
export function readRun({ name, rankings }: Run__Output, field: string): Run {
  if (!/^\S{1,100}$/.test(name))
    throw invalidArgument({ field: `${field}.name`, description: 'has not 1 to 100 characters without white space' });
  for (const [place, { documentIds }] of rankings.entries())
    if (documentIds.length > maxResults)
      throw invalidArgument({
        field: `${field}.rankings[${place}].document_ids`,
        description: `has ${documentIds.length} results; the limit is ${maxResults}`,
      });
  return { name, rankings };
}

export function readJudgments({ judgments }: Judgments__Output, field: string): readonly Judgment[] {
  if (judgments.length === 0) throw invalidArgument({ field: `${field}.judgments`, description: 'is empty' });
  return judgments;
}

/** What data sets call languages whose canonical tag is another. */
const usual: Readonly<Record<string, string>> = { fil: 'tl' };

/** @throws OpticalError `invalid-argument` unless it is a BCP 47 tag; returned as data sets have it */
export function requireLanguage(language: string, field: string): string {
  try {
    const canonical = language === '' ? undefined : Intl.getCanonicalLocales(language)[0];
    if (canonical !== undefined) return usual[canonical] ?? canonical;
  } catch {
    // Told below.
  }
  throw invalidArgument({ field, description: `${JSON.stringify(language)} is no BCP 47 tag` });
}
