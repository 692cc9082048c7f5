/** A text and its language, BCP 47. */
export interface LanguageText {
  readonly language: string;
  readonly text: string;
}

/** Texts of a language, as many as one message holds. */
export interface TextBatch {
  readonly language: string;
  readonly texts: string[];
}

/** Texts of one message, well below the contract's 10,000 and the size of a message. */
const batchTexts = 500;
const batchUnits = 200_000;

/** Texts in batches of one language each; empty ones are passed over. */
export async function* inBatches(texts: AsyncIterable<LanguageText>): AsyncGenerator<TextBatch, void, undefined> {
  const batches = new Map<string, { texts: string[]; units: number }>();
  for await (const { language, text } of texts) {
    if (text.trim() === '') continue;
    const batch = batches.get(language) ?? { texts: [], units: 0 };
    batches.set(language, batch);
    batch.texts.push(text);
    batch.units += text.length;
    if (batch.texts.length < batchTexts && batch.units < batchUnits) continue;
    batches.delete(language);
    yield { language, texts: batch.texts };
  }
  for (const [language, { texts: rest }] of batches) yield { language, texts: rest };
}
