import { Deduplicator, listBitext, partOf, readBitext } from '@optical/datasets';
import type { SentencePair } from '@optical/datasets';

/** Bitext of a language: nothing of `heldOut` is seen in training, not even in another translation. */
export type BitextParts = Readonly<Record<'training' | 'heldOut', readonly SentencePair[]>>;

/** @param data folder that holds `bitext` */
export async function readParts(
  data: string,
  language: string,
  heldOutShare: number,
  seed: number,
): Promise<BitextParts> {
  const parts: Record<keyof BitextParts, SentencePair[]> = { training: [], heldOut: [] };
  const distinct = new Deduplicator();
  for (const file of await listBitext(data, language)) {
    for await (const pair of readBitext(file.path)) {
      if (!distinct.accepts(pair)) continue;
      parts[partOf(pair.english, { training: 1 - heldOutShare, heldOut: heldOutShare }, seed)].push(pair);
    }
  }
  return parts;
}
