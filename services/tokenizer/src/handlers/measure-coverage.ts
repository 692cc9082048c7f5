import { failedPrecondition, invalidArgument } from '@optical/errors';
import type { ServiceHandlers } from '@optical/grpc';
import { CoverageMeter } from '@optical/tokenizers';
import { requireLanguage, requireTexts } from '../requests/limits.ts';
import { versionMessage } from '../vocabularies/vocabulary-message.ts';
import type { OpenVocabulary, VocabularyStore } from '../vocabularies/vocabulary-store.ts';

/** Measures how well a vocabulary, or the tokenizer of a model, covers the streamed texts, per language. */
export const measureCoverage =
  (store: VocabularyStore): ServiceHandlers<'tokenizer'>['measureCoverage'] =>
  async (requests, { signal }) => {
    let opened: (OpenVocabulary & { readonly meter: CoverageMeter }) | undefined;
    let measuring = false;
    for await (const { vocabulary, payload, texts, referenceTexts } of requests) {
      if (!opened) {
        const open = await store.openTokenizer(vocabulary);
        opened = { ...open, meter: new CoverageMeter(open.tokenizer) };
      }
      const batch = texts ?? referenceTexts;
      if (payload === undefined || !batch) {
        throw invalidArgument({ field: 'payload', description: 'is required: texts or reference_texts' });
      }
      const language = requireLanguage(batch.language, `${payload === 'texts' ? 'texts' : 'reference_texts'}.language`);
      if (texts) {
        measuring = true;
        await opened.meter.add(language, requireTexts(texts.texts, 'texts.texts'), signal);
      } else {
        if (measuring) throw failedPrecondition('reference texts come after texts to measure; they must come first');
        await opened.meter.addReference(language, requireTexts(batch.texts, 'reference_texts.texts'), signal);
      }
    }
    signal.throwIfAborted();
    if (!opened) throw invalidArgument({ field: 'vocabulary', description: 'is required in the first message' });
    return { coverage: opened.meter.report(), vocabulary: versionMessage(opened.version) };
  };
