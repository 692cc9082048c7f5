import { createGraph, input, toOnnx } from '@optical/graph';
import type { DType } from '@optical/graph';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Device } from '../runtime/device.ts';
import type { Runtime } from '../runtime/load-runtime.ts';

type Place = 'cpu' | 'gpu-buffer';

/** Copies tensors to and from a device's memory. */
export interface DeviceCopies {
  toHost(tensor: Tensor): Promise<Tensor>;
  toDevice(tensor: Tensor): Promise<Tensor>;
  dispose(): Promise<void>;
}

/**
 * The binding's own `getData` of a tensor in device memory ends the process, so a model that does nothing carries the
 * elements over: its output is bound to the other place.
 */
export function deviceCopies({ InferenceSession }: Runtime, device: Device): DeviceCopies {
  const sessions = new Map<string, Promise<InferenceSession>>();
  const copyTo = async (tensor: Tensor, place: Place): Promise<Tensor> => {
    const key = [tensor.type, tensor.dims.length, place].join(' ');
    const session = sessions.get(key) ?? InferenceSession.create(identity(tensor), optionsFor(device, place));
    sessions.set(key, session);
    const { y } = await (await session).run({ x: tensor });
    return y!;
  };
  return {
    toHost: (tensor) => copyTo(tensor, 'cpu'),
    toDevice: (tensor) => copyTo(tensor, 'gpu-buffer'),
    async dispose() {
      for (const session of sessions.values()) await (await session).release();
    },
  };
}

function optionsFor(device: Device, place: Place): InferenceSession.SessionOptions {
  return { executionProviders: [device], preferredOutputLocation: { y: place }, logSeverityLevel: 4 };
}

/** A model that copies tensors of this dtype and rank. */
function identity({ type, dims }: Tensor): Uint8Array {
  const shape = dims.map((_, axis) => `d${axis}`);
  return toOnnx({ y: input(createGraph(), 'x', type as DType, shape) });
}
