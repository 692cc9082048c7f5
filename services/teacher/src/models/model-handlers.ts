import path from 'node:path';
import type { ServiceHandlers } from '@optical/grpc';
import type { SettingsOf } from '@optical/config';
import { describeModel } from '../handlers/describe-model.ts';
import { exportModel } from '../handlers/export-model.ts';
import { importModel } from '../handlers/import-model.ts';
import { listModels } from '../handlers/list-models.ts';
import { promoteModel } from '../handlers/promote-model.ts';
import { rollbackModel } from '../handlers/rollback-model.ts';
import { ModelExporter } from './export/exporter.ts';
import type { ModelPlaces } from './places/locate-model.ts';
import type { ModelRegistry } from './registered-model.ts';
import type { modelSettings } from './settings.ts';

/** The RPCs of the model registry. */
export type ModelHandlers = Pick<
  ServiceHandlers<'teacher'>,
  'importModel' | 'listModels' | 'describeModel' | 'promoteModel' | 'rollbackModel' | 'exportModel'
>;

/** @param folder the service's own folder: fetched models are kept in `models`, exports are made in `exports` */
export function modelHandlers(
  registry: ModelRegistry,
  settings: SettingsOf<typeof modelSettings>,
  folder: string,
): ModelHandlers {
  const places = modelPlaces(settings, folder);
  return {
    importModel: importModel(registry, places),
    listModels: listModels(registry),
    describeModel: describeModel(registry),
    promoteModel: promoteModel(registry),
    rollbackModel: rollbackModel(registry),
    exportModel: exportModel(new ModelExporter(registry.artifacts, path.join(folder, 'exports'))),
  };
}

/** Where this service looks for models to import. */
export function modelPlaces({ models, modelHub }: SettingsOf<typeof modelSettings>, folder: string): ModelPlaces {
  return {
    setting: models,
    checkout: import.meta.dirname,
    cache: path.join(folder, 'models'),
    ...(modelHub.download && { hub: modelHub }),
  };
}
