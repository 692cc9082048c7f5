import { failedPrecondition } from '@optical/errors';
import { defaultEntryPoints } from '../entry-points.ts';
import type { EntryPoints } from '../entry-points.ts';
import type { Device } from '../runtime/device.ts';
import { cudaAdvice, linkCudaLibraries, missingCudaLibraries } from './cuda-provider.ts';
import { gpuNodes } from './gpu-nodes.ts';
import { probeDevice } from './probe-device.ts';
import type { ProbeResult } from './probe/probe-result.ts';

export type DeviceRequest = 'auto' | Device;

/** What was chosen, why, and what else was considered. */
export interface DeviceChoice {
  readonly device: Device;
  readonly reason: string;
  readonly tried: readonly Trial[];
}

export interface Trial {
  readonly device: Device;
  readonly ok: boolean;
  readonly detail: string;
}

export interface DeviceChooserOptions {
  /** Time for one device to compute something, in seconds. Default 60. */
  readonly limitSeconds?: number;
  /** Folder with the CUDA provider's libraries, linked into the runtime's own folder where they are missing there. */
  readonly cudaLibraries?: string;
  readonly entryPoints?: Pick<EntryPoints, 'probe'>;
}

export type ChooseDevice = (request: DeviceRequest) => Promise<DeviceChoice>;

const webgpuAdvice =
  'WebGPU needs the Vulkan loader (Debian: libvulkan1) and a GPU driver; without a GPU, SwiftShader serves for tests ' +
  "(Debian's chromium, VK_DRIVER_FILES and VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json)";

const alwaysThere: Trial = { device: 'cpu', ok: true, detail: 'always there' };

const advice: Readonly<Record<'cuda' | 'webgpu', string>> = { cuda: cudaAdvice, webgpu: webgpuAdvice };

/**
 * A function that chooses a device: `auto` prefers CUDA, then WebGPU on real hardware, then the CPU; a device asked for
 * by name is taken, WebGPU on a software renderer too, or refused with what to install. Devices are tried by computing
 * on them in a child process, once each.
 * @throws OpticalError failed-precondition if the device asked for by name does not compute
 */
export function createDeviceChooser({
  limitSeconds = 60,
  cudaLibraries,
  entryPoints = defaultEntryPoints,
}: DeviceChooserOptions = {}): ChooseDevice {
  if (cudaLibraries !== undefined) linkCudaLibraries(cudaLibraries);
  const results = new Map<Device, Promise<ProbeResult>>();
  const attempt = (device: Device): Promise<ProbeResult> => {
    const result = results.get(device) ?? probeDevice(device, entryPoints.probe, limitSeconds);
    results.set(device, result);
    return result;
  };
  return async (request) => {
    if (request === 'auto') return chooseFastest(attempt);
    if (request === 'cpu') return { device: 'cpu', reason: 'asked for', tried: [alwaysThere] };
    const { ok, detail } = (request === 'cuda' ? cudaObstacle() : undefined) ?? (await attempt(request));
    if (!ok) throw failedPrecondition(`${request} was asked for but ${detail}. ${advice[request]}`);
    return { device: request, reason: `asked for; ${detail}`, tried: [{ device: request, ok, detail }] };
  };
}

async function chooseFastest(attempt: (device: Device) => Promise<ProbeResult>): Promise<DeviceChoice> {
  const tried: Trial[] = [];
  for (const device of ['cuda', 'webgpu'] as const) {
    const obstacle = device === 'cuda' ? cudaObstacle() : webgpuObstacle();
    const { ok, software, detail } = obstacle ?? (await attempt(device));
    tried.push({ device, ok: ok && !software, detail });
    if (ok && !software) return { device, reason: `the fastest found; ${detail}`, tried };
  }
  const reason = 'neither CUDA nor a GPU for WebGPU was found';
  return { device: 'cpu', reason, tried: [...tried, alwaysThere] };
}

/** What makes trying CUDA pointless. */
function cudaObstacle(): ProbeResult | undefined {
  const missing = missingCudaLibraries();
  return missing.length === 0 ? undefined : failure(`the runtime's folder lacks ${missing.join(' and ')}`);
}

function webgpuObstacle(): ProbeResult | undefined {
  return gpuNodes()?.length === 0 ? failure('this machine has no GPU device file') : undefined;
}

function failure(detail: string): ProbeResult {
  return { ok: false, software: false, detail };
}
