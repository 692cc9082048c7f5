import type { ServiceHandlers } from '@optical/grpc';
import type { DescribeProcess } from '@optical/service';
import { versionMessage } from '../vocabularies/vocabulary-message.ts';
import type { VocabularyStore } from '../vocabularies/vocabulary-store.ts';

/** The process that answers, and what it holds. */
export const describeService =
  (describeProcess: DescribeProcess, store: VocabularyStore): ServiceHandlers<'tokenizer'>['describeService'] =>
  async (request) => ({
    service: await describeProcess(request),
    loadedVocabularies: store.loaded().map(versionMessage),
  });
