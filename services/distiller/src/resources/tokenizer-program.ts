import type { ServiceClient } from '@optical/grpc';
import type { Closable, ResolvedReference, Tokenize } from '@optical/training';

export type TokenizerClient = Pick<ServiceClient<'tokenizer'>, 'tokenize'>;

/** Limits of one call: texts, and UTF-16 code units of them all, so that the message stays far below its limit. */
const batchTexts = 2_000;
const batchUnits = 500_000;

const deadlineMs = 120_000;

/** Tokenises with a vocabulary of the tokenizer service. */
export function tokenizerProgram(
  client: TokenizerClient,
  { name, digest }: ResolvedReference,
): { readonly tokenize: Tokenize } & Closable {
  const vocabulary = `${name}@${digest}`;
  return {
    tokenize: async (texts, { signal }) => {
      const ids: (readonly number[])[] = [];
      for (const batch of batches(texts)) {
        const reply = await client.tokenize(
          { vocabulary, language: 'und', texts: batch, addSpecialTokens: false },
          { deadlineMs, ...(signal && { signal }) },
        );
        ids.push(...reply.texts.map((text) => text.ids));
      }
      return ids;
    },
    close: () => Promise.resolve(),
  };
}

function* batches(texts: readonly string[]): Generator<string[]> {
  let batch: string[] = [];
  let units = 0;
  for (const text of texts) {
    if (batch.length > 0 && (batch.length === batchTexts || units + text.length > batchUnits)) {
      yield batch;
      batch = [];
      units = 0;
    }
    batch.push(text);
    units += text.length;
  }
  if (batch.length > 0) yield batch;
}
