import type { ServiceHandlers } from '@optical/grpc';
import type { ModelPool } from '@optical/encoding';

/** Removes a model from memory; the calls that use it finish. */
export const unloadModel =
  (pool: () => Promise<ModelPool>): ServiceHandlers<'teacher'>['unloadModel'] =>
  async ({ model }) => ({ unloaded: await (await pool()).unload(model) });
