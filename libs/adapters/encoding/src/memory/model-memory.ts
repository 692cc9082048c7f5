import type { ArtifactRegistry } from '@optical/artifacts';
import type { SettingsOf } from '@optical/config';
import { createDeviceChooser } from '@optical/ort';
import type { DeviceChoice } from '@optical/ort';
import type { Encoder } from '../open-encoder.ts';
import { ModelPool } from '../pool/model-pool.ts';
import type { ModelInUse } from '../pool/model-pool.ts';
import type { PoolObserver } from '../pool/pool-observer.ts';
import type { encodingSettings } from './encoding-settings.ts';

/** What a service wants to hear of its models, for its metrics and logs. */
export interface ModelReports {
  readonly observer: PoolObserver;
  /** Begins to report what the pool holds. */
  watch(pool: ModelPool): void;
  /** Where models run, and why there. */
  onDevice(choice: DeviceChoice): void;
}

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
  { observer, watch, onDevice }: ModelReports,
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
      onDevice(choice);
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
