import { packSequences } from '@optical/alignment';
import type { IdSequences } from '@optical/alignment';
import { failedPrecondition } from '@optical/errors';
import type { Tokenize } from '../ports/resources.ts';
import { turns } from './turns.ts';

/** Texts of one call: few enough for any message. */
const textsPerCall = 2048;

/**
 * Ids of texts without special tokens.
 * @param vocabularySize ids must be below it
 * @throws OpticalError failed-precondition when the tokenizer gives an id beyond the encoder's vocabulary
 */
export async function tokenizeTexts(
  tokenize: Tokenize,
  texts: readonly string[],
  {
    vocabularySize,
    side,
    signal,
  }: { readonly vocabularySize: number; readonly side: string; readonly signal?: AbortSignal },
): Promise<IdSequences> {
  const turn = turns(signal);
  const sequences: ArrayLike<number>[] = [];
  for (let begin = 0; begin < texts.length; begin += textsPerCall) {
    const answers = await tokenize(texts.slice(begin, begin + textsPerCall), { ...(signal && { signal }) });
    for (const ids of answers) {
      const wrong = Array.from(ids).find((id) => !(id >= 0 && id < vocabularySize));
      if (wrong !== undefined)
        throw failedPrecondition(
          `vocabulary mismatch: a text of the ${side} has token ${wrong}, the encoder has ${vocabularySize} tokens`,
        );
      sequences.push(ids);
      await turn();
    }
  }
  return packSequences(sequences);
}
