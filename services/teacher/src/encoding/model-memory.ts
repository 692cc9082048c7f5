import type { ArtifactRegistry } from '@optical/artifacts';
import type { SettingsOf } from '@optical/config';
import { ModelPool } from '@optical/encoding';
import type { Encoder, ModelInUse } from '@optical/encoding';
import { createDeviceChooser } from '@optical/ort';
import type { DeviceChoice } from '@optical/ort';
import type { Telemetry } from '@optical/telemetry';
import type { encodingSettings } from './settings.ts';
import { createPoolMetrics } from './pool-metrics.ts';

/** The models of this process: from the choice of the device on, until the process ends. */
export interface ModelMemory {
  readonly limitBytes: number;
  /** Waits for the device to be chosen. */
  pool(): Promise<ModelPool>;
  device(): Promise<DeviceChoice>;
  loaded(): readonly ModelInUse[];
  /** Loads what is to be there from the start, and follows names and aliases until the end. */
  start(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/**
 * Puts the memory together and begins to look for the device.
 * @param prepare done with every model before it serves; what it throws refuses the model
 */
export function createModelMemory(
  artifacts: ArtifactRegistry,
  settings: SettingsOf<typeof encodingSettings>,
  telemetry: Telemetry,
  prepare: (encoder: Encoder) => void,
): ModelMemory {
  const { cudaLibraries, threads, workers, batchTokens, queueTokens } = settings;
  const limitBytes = settings.memoryLimitBytes;
  const pinned = settings.preload
    .split(',')
    .map((reference) => reference.trim())
    .filter((reference) => reference !== '');
  const ending = new AbortController();
  let ready: ModelPool | undefined;
  let following: Promise<void> | undefined;
  const { observer, watch } = createPoolMetrics(telemetry);
  const opening = (async () => {
    const choice = await createDeviceChooser(cudaLibraries === undefined ? {} : { cudaLibraries })(settings.device);
    const encoder = { device: choice.device, workers, batchTokens, queueTokens, ...(threads && { threads }) };
    ready = new ModelPool({ artifacts, memoryLimitBytes: limitBytes, encoder, prepare, pinned, observer });
    watch(ready);
    return { choice, pool: ready };
  })();
  // Whoever needs the device hears why there is none; nobody may need it.
  opening.catch(() => undefined);
  return {
    limitBytes,
    pool: async () => (await opening).pool,
    device: async () => (await opening).choice,
    loaded: () => ready?.loaded ?? [],
    start: async (signal) => {
      const { pool, choice } = await opening;
      telemetry.logger.info({ device: choice.device, reason: choice.reason }, 'models run on this device');
      for (const reference of pinned) {
        signal.throwIfAborted();
        await pool.load(reference);
      }
      following = pool.follow(settings.followIntervalMs, ending.signal);
    },
    close: async () => {
      ending.abort();
      await following;
      await ready?.close();
    },
  };
}
