import type { Hit, SearchResult } from '@optical/client';
import type { Colors } from '../output/colors.ts';
import { formatDuration } from '../output/format.ts';

/** Code units of a text that a table shows. */
const shownText = 240;

export interface RenderHitsOptions {
  readonly colors: Colors;
  /** The texts of hits as they are to be shown, by id; others are shown as they are. */
  readonly decorated: ReadonlyMap<string, string>;
}

/** Hits, best first, and a line on how they came about. */
export function renderHits(result: SearchResult, { colors, decorated }: RenderHitsOptions): string {
  const lines = result.hits.map((hit, index) => renderHit(hit, index + 1, decorated.get(hit.id), colors));
  if (lines.length === 0) lines.push('nothing found');
  return [...lines, colors.dim(aboutSearch(result))].join('\n');
}

function renderHit(hit: Hit, rank: number, decorated: string | undefined, colors: Colors): string {
  const { id, documentId, score, language, text, metadata } = hit;
  const fields = Object.entries(metadata).map(([name, value]) => `${name}=${valueText(value)}`);
  const about = [language, ...(documentId === '' || documentId === id ? [] : [`of ${documentId}`]), ...fields];
  const shown = decorated ?? (text.length > shownText ? `${text.slice(0, shownText)}…` : text);
  const head = `${String(rank).padStart(3)}  ${score.toFixed(3).padStart(8)}  ${colors.bold(id)}  ${colors.dim(about.join('  '))}`;
  return shown === '' ? head : `${head}\n     ${shown.replace(/\s*\n\s*/g, ' ')}`;
}

const valueText = (value: Hit['metadata'][string]): string =>
  value instanceof Date ? value.toISOString() : String(value);

function aboutSearch({ language, languageConfidence, model, index, counts, partial, timings }: SearchResult): string {
  const detected = languageConfidence === undefined ? '' : ` (detected, ${languageConfidence.toFixed(2)})`;
  const stages = [
    ['tokenize', timings.tokenizeMs],
    ['queue', timings.queueMs],
    ['encode', timings.encodeMs],
    ['candidates', timings.candidatesMs],
    ['re-rank', timings.rerankMs],
  ] as const;
  return [
    `${language}${detected}`,
    `${model.name}@${model.digest.slice(0, 12)}`,
    `${index.collection} version ${index.version}`,
    `${counts.reranked} of ${counts.eligible} passages scored`,
    ...(partial ? ['partial: the deadline cut scoring short'] : []),
    `${formatDuration(timings.totalMs)} (${stages.map(([name, ms]) => `${name} ${ms.toFixed(1)}`).join(', ')})`,
  ].join(' · ');
}
