import { vocabularyKind } from '@optical/artifacts';
import type { ArtifactRegistry } from '@optical/artifacts';
import type { ServiceHandlers } from '@optical/grpc';
import { describeVocabulary } from '../vocabularies/vocabulary-message.ts';

/** The registered vocabularies, newest first. */
export const listVocabularies =
  (artifacts: ArtifactRegistry): ServiceHandlers<'tokenizer'>['listVocabularies'] =>
  async ({ pageSize, pageToken, namePrefix }) => {
    const page = await artifacts.list({
      kind: vocabularyKind.name,
      prefix: namePrefix,
      ...(pageSize !== 0 && { pageSize }),
      ...(pageToken !== '' && { pageToken }),
    });
    const vocabularies = page.artifacts.map(async (artifact) => {
      const metadata = vocabularyKind.metadata.parse(artifact.metadata);
      return { ...(await describeVocabulary(artifacts, { ...artifact, metadata })), coverage: [] };
    });
    return { vocabularies: await Promise.all(vocabularies), nextPageToken: page.nextPageToken ?? '' };
  };
