import { sequenceLayout } from '@optical/checkpoints';
import type { EncoderCheckpoint } from '@optical/checkpoints';
import type { IdentifiedText } from '@optical/datasets';
import { preparePassage } from '@optical/encoder';
import { loadTokenizer } from '@optical/tokenizers';
import { openCachedTeacher } from '../training/end-to-end/cached-teacher.ts';

/** A text's token vectors of length 1. */
export interface EncodedText {
  readonly id: string;
  /** [tokens, dims], those of start and end token among them. */
  readonly vectors: Float32Array;
  readonly tokens: number;
}

/** Texts between start and end token, cut off at `length` tokens; nothing is appended to them. */
export async function encodeTexts(
  checkpoint: EncoderCheckpoint,
  texts: readonly IdentifiedText[],
  length: number,
  threads: number,
): Promise<readonly EncodedText[]> {
  const layout = sequenceLayout(checkpoint.tokenizer!, {
    queryPrefix: '',
    documentPrefix: '',
    queryLength: length,
    documentLength: length,
    queryExpansion: false,
    attendToMaskTokens: false,
    skippedWords: [],
  });
  const tokenizer = loadTokenizer(checkpoint.tokenizer!.json);
  const encoded = await tokenizer.encodeIds(
    texts.map(({ text }) => text),
    { addSpecialTokens: false },
  );
  const sequences = encoded.map(({ ids }) => preparePassage([...ids], layout));
  await using encoder = await openCachedTeacher(checkpoint, threads);
  const vectors = await encoder.encode(sequences);
  return texts.map(({ id }, place) => ({ id, vectors: vectors[place]!, tokens: sequences[place]!.ids.length }));
}
