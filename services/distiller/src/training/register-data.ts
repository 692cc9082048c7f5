import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { datasetKind, lineageRoles } from '@optical/artifacts';
import type { ArtifactRegistry, LineageInput } from '@optical/artifacts';
import type { TrainingPlan } from '@optical/training';

/**
 * The artifacts behind a model: those of the plan, and its data sets. Of a data set the registry keeps what it is and
 * the sha256 of its content, not the content, which lies where the data sets lie.
 */
export async function registerInputs(
  artifacts: ArtifactRegistry,
  { inputs, reports, spec }: TrainingPlan,
): Promise<NonNullable<LineageInput['inputs']>> {
  const isBitext = spec.task.kind === 'student';
  const data = await Promise.all(
    reports.map(async ({ dataset, language, read }) => {
      const about = { dataset: dataset.name, language, sha256: dataset.digest };
      const { version } = await artifacts.publish({
        name: `dataset/${dataset.name}/${language}`,
        kind: datasetKind,
        files: (folder) => writeFile(path.join(folder, 'dataset.json'), `${JSON.stringify(about)}\n`),
        metadata: {
          content: isBitext ? ('bitext' as const) : ('questions' as const),
          languages: isBitext ? ['en', language] : [language],
          rows: read,
        },
      });
      return { role: lineageRoles.data, name: version.name, digest: version.digest };
    }),
  );
  const models = inputs.filter(({ role }) => role !== lineageRoles.data);
  return [...models.map(({ role, name, digest }) => ({ role, name, digest })), ...data];
}
