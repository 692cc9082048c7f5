import { parseReference, vocabularyKind } from '@optical/artifacts';
import type { ArtifactRegistry } from '@optical/artifacts';
import { invalidArgument } from '@optical/errors';
import type { ServiceHandlers } from '@optical/grpc';
import { describeVocabulary as describe } from '../vocabularies/vocabulary-message.ts';

/** A vocabulary with its settings and the coverage measured when it was trained. */
export const describeVocabulary =
  (artifacts: ArtifactRegistry): ServiceHandlers<'tokenizer'>['describeVocabulary'] =>
  async ({ vocabulary }) => {
    if (vocabulary === '') throw invalidArgument({ field: 'vocabulary', description: 'is required' });
    parseReference(vocabulary, 'vocabulary');
    return { vocabulary: await describe(artifacts, await artifacts.find(vocabulary, vocabularyKind)) };
  };
