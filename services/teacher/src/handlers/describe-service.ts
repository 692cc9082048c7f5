import type { Device } from '@optical/contracts/common';
import type { ModelMemory } from '@optical/encoding';
import type { ServiceHandlers } from '@optical/grpc';
import type { DescribeProcess } from '@optical/service';
import { versionMessage } from '../models/registered-model.ts';

const devices: Readonly<Record<'cpu' | 'webgpu' | 'cuda', Device>> = {
  cpu: 'DEVICE_CPU',
  webgpu: 'DEVICE_WEBGPU',
  cuda: 'DEVICE_CUDA',
};

/** The process that answers, and what it holds. */
export const describeService =
  (describeProcess: DescribeProcess, memory: ModelMemory): ServiceHandlers<'teacher'>['describeService'] =>
  async (request) => {
    const { device, reason } = await memory.device();
    return {
      service: await describeProcess(request),
      device: devices[device],
      deviceReason: reason,
      loadedModels: memory.loaded().map(({ version, encoder }) => ({
        version: versionMessage(version),
        memoryBytes: encoder.description.memoryBytes,
      })),
      memoryLimitBytes: memory.limitBytes,
    };
  };
