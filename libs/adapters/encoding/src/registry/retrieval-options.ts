import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readLateInteraction, toPylateConfig } from '@optical/checkpoints';
import type { LateInteraction } from '@optical/checkpoints';
import { plainLateInteraction } from '../model/retrieval-settings.ts';

/** How texts become sequences, where it is to differ from what a directory says. */
export interface RetrievalOptions {
  /** Length of queries in tokens, special tokens included. */
  readonly queryTokens?: number;
  /** Length of passages in tokens, special tokens included. */
  readonly passageTokens?: number;
  /** Whether queries are filled up with [MASK]. */
  readonly queryAugmentation?: boolean;
}

export function withOptions(settings: LateInteraction, options: RetrievalOptions): LateInteraction {
  return {
    ...settings,
    queryLength: options.queryTokens ?? settings.queryLength,
    documentLength: options.passageTokens ?? settings.documentLength,
    queryExpansion: options.queryAugmentation ?? settings.queryExpansion,
  };
}

/**
 * Writes the settings into a directory of a model, beside its weights as they are: what they leave open is then not up
 * to the version of the software that reads them.
 */
export async function writeRetrievalOptions(folder: string, options: RetrievalOptions): Promise<void> {
  const settings = withOptions((await readLateInteraction(folder)) ?? plainLateInteraction, options);
  await writeRetrievalSettings(folder, settings);
}

export async function writeRetrievalSettings(folder: string, settings: LateInteraction): Promise<void> {
  const json = `${JSON.stringify(toPylateConfig(settings), undefined, 2)}\n`;
  await writeFile(path.join(folder, 'config_sentence_transformers.json'), json);
}
