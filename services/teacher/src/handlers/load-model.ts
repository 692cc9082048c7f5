import { runOutsideCall } from '@optical/grpc';
import type { ServiceHandlers } from '@optical/grpc';
import type { ModelPool } from '@optical/encoding';
import { findModel, versionMessage } from '../models/registered-model.ts';
import type { ModelRegistry } from '../models/registered-model.ts';

/** Loads a model, or replaces the one that serves the same reference. */
export const loadModel =
  (registry: ModelRegistry, pool: () => Promise<ModelPool>): ServiceHandlers<'teacher'>['loadModel'] =>
  async ({ model: reference }) => {
    const models = await pool();
    const { version, replaced, referenceDifference } = await runOutsideCall(() => models.load(reference));
    const model = await findModel(registry, `${version.name}@${version.digest}`);
    return {
      model: { ...model, version: versionMessage(version) },
      ...(replaced && { replaced: versionMessage(replaced) }),
      ...(referenceDifference !== undefined && { maxReferenceDifference: referenceDifference }),
    };
  };
