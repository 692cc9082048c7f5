import type { ServiceHandlers } from '@optical/grpc';
import { requireSequences } from '../requests/limits.ts';
import type { VocabularyStore } from '../vocabularies/vocabulary-store.ts';

/** Turns token ids back into text. */
export const decode =
  (store: VocabularyStore): ServiceHandlers<'tokenizer'>['decode'] =>
  async ({ vocabulary, sequences, keepSpecialTokens }) => {
    const { tokenizer } = await store.open(vocabulary);
    const texts = await tokenizer.decode(requireSequences(sequences, tokenizer.size), keepSpecialTokens);
    return { texts };
  };
