import path from 'node:path';
import { dataPlaces, obtainFile, outsideOverlap, readOverlapIds, readSquad } from '@optical/datasets';
import type { DataPlace } from '@optical/datasets';
import type { CommandContext } from '../settings.ts';
import { inBatches } from '../commands/text-batches.ts';
import type { LanguageText, TextBatch } from '../commands/text-batches.ts';

/** Where the distiller looks as well; what neither has is fetched into its cache. */
export function recipePlaces({ home, settings }: Pick<CommandContext, 'home' | 'settings'>): DataPlace[] {
  return dataPlaces({
    ...(settings.data !== undefined && { setting: settings.data }),
    checkout: import.meta.dirname,
    cache: path.join(path.resolve(home), 'distiller', 'data'),
  });
}

/** The questions and paragraphs of SQuAD's development set that are not XQuAD's. */
export function squadTexts(places: readonly DataPlace[]): AsyncIterable<TextBatch> {
  return inBatches(readOutsideXquad(places));
}

async function* readOutsideXquad(places: readonly DataPlace[]): AsyncGenerator<LanguageText, void, undefined> {
  const overlap = await readOverlapIds(await obtainFile(places, 'squad/xquad_paragraph_overlap_ids.txt'));
  const paragraphs = await readSquad(await obtainFile(places, 'squad/dev-v1.1.json')).toArray();
  for (const { text, questions } of outsideOverlap(paragraphs, overlap)) {
    yield { language: 'en', text };
    for (const question of questions) yield { language: 'en', text: question.text };
  }
}
