import { invalidArgument } from '@optical/errors';

/** Limits of the contract. */
const limits = { texts: 10_000, textBytes: 2 ** 20, maxTokens: 8_192, sequences: 10_000, ids: 8_192 };

const refuse = (field: string, description: string) => invalidArgument({ field, description });

/** @throws OpticalError invalid-argument unless it is a BCP 47 tag; returned in canonical case */
export function requireLanguage(tag: string, field = 'language'): string {
  if (tag === '') throw refuse(field, 'is required; und for a language that is not known');
  try {
    return Intl.getCanonicalLocales(tag)[0]!;
  } catch {
    throw refuse(field, `${JSON.stringify(tag)} is no BCP 47 language tag`);
  }
}

/** @throws OpticalError invalid-argument for no texts, too many, or one that is too long */
export function requireTexts(texts: readonly string[], field = 'texts'): readonly string[] {
  requireCount(texts.length, limits.texts, field);
  for (const [index, text] of texts.entries()) {
    // No character takes more than three bytes per UTF-16 code unit.
    if (text.length * 3 <= limits.textBytes) continue;
    const bytes = Buffer.byteLength(text);
    if (bytes > limits.textBytes) {
      throw refuse(`${field}[${index}]`, `${bytes} bytes are above the limit ${limits.textBytes}`);
    }
  }
  return texts;
}

/** @throws OpticalError invalid-argument above the longest result; undefined for 0, which cuts nothing off */
export function requireMaxTokens(maxTokens: number): number | undefined {
  if (maxTokens > limits.maxTokens) throw refuse('max_tokens', `${maxTokens} is above the limit ${limits.maxTokens}`);
  return maxTokens === 0 ? undefined : maxTokens;
}

/** @throws OpticalError invalid-argument for no sequences, too many, one that is too long, or an id of no token */
export function requireSequences(sequences: readonly { readonly ids: readonly number[] }[], size: number): number[][] {
  requireCount(sequences.length, limits.sequences, 'sequences');
  return sequences.map(({ ids }, index) => {
    if (ids.length > limits.ids) {
      throw refuse(`sequences[${index}].ids`, `${ids.length} ids are above the limit ${limits.ids}`);
    }
    const wrong = ids.findIndex((id) => id >= size);
    if (wrong >= 0) throw refuse(`sequences[${index}].ids[${wrong}]`, `${ids[wrong]} is not below the size ${size}`);
    return [...ids];
  });
}

function requireCount(count: number, most: number, field: string): void {
  if (count === 0) throw refuse(field, 'is empty');
  if (count > most) throw refuse(field, `${count} are above the limit ${most}`);
}
