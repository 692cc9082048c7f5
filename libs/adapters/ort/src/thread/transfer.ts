import type { Tensor } from '@optical/graph';

/** Tensors by the names of a model's inputs or outputs. */
export type Tensors = Readonly<Record<string, Tensor>>;

/**
 * Tensors ready to cross to another thread, and the buffers that move rather than being copied: those that a tensor
 * fills from end to end. A view of part of a buffer is copied first, since its neighbours may be in use and cloning
 * would copy them too. Shared memory is shared.
 */
export function packTensors(tensors: Tensors): { readonly tensors: Tensors; readonly transfer: ArrayBuffer[] } {
  const packed = Object.entries(tensors).map(([name, tensor]) => [name, compact(tensor)] as const);
  const buffers = packed.map(([, { data }]) => data.buffer).filter((buffer) => buffer instanceof ArrayBuffer);
  return { tensors: Object.fromEntries(packed), transfer: [...new Set(buffers)] };
}

function compact({ dtype, shape, data }: Tensor): Tensor {
  const whole = data.byteLength === data.buffer.byteLength || data.buffer instanceof SharedArrayBuffer;
  return { dtype, shape, data: whole ? data : data.slice() };
}
