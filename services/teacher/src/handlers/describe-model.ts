import type { ServiceHandlers } from '@optical/grpc';
import { findModel } from '../models/registered-model.ts';
import type { ModelRegistry } from '../models/registered-model.ts';

/** A registered model. */
export const describeModel =
  (registry: ModelRegistry): ServiceHandlers<'teacher'>['describeModel'] =>
  async ({ model }) => ({ model: await findModel(registry, model) });
