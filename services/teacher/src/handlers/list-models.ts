import { modelKind } from '@optical/artifacts';
import type { Artifact } from '@optical/artifacts';
import type { ServiceHandlers } from '@optical/grpc';
import { requireLanguage } from '../models/language.ts';
import { describeModel, purposeOf } from '../models/registered-model.ts';
import type { ModelRegistry } from '../models/registered-model.ts';

/** The registered models, newest first. */
export const listModels =
  (registry: ModelRegistry): ServiceHandlers<'teacher'>['listModels'] =>
  async ({ pageSize, pageToken, kind, namePrefix, language }) => {
    const purpose = purposeOf(kind);
    const wanted = language === '' ? undefined : requireLanguage(language, 'language');
    const accepts = (artifact: Artifact): boolean => {
      const { data } = modelKind.metadata.safeParse(artifact.metadata);
      if (data === undefined) return false;
      return (purpose ?? data.purpose) === data.purpose && (wanted === undefined || data.languages.includes(wanted));
    };
    const page = await registry.artifacts.list({
      kind: modelKind.name,
      prefix: namePrefix,
      where: { tag: `${purpose ?? ''} ${wanted ?? ''}`, accepts },
      ...(pageSize !== 0 && { pageSize }),
      ...(pageToken !== '' && { pageToken }),
    });
    const models = page.artifacts.map((artifact) =>
      describeModel(registry, { ...artifact, metadata: modelKind.metadata.parse(artifact.metadata) }),
    );
    return { models: await Promise.all(models), nextPageToken: page.nextPageToken ?? '' };
  };
