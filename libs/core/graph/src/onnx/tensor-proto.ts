import { dtypeTraits } from '../tensor/dtype.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Value of `TensorProto.DataLocation` for tensors kept beside the model. */
const external = 1;

/** Where the bytes of a tensor go: into the model, or into a file beside it. */
export type TensorWriter = (name: string, tensor: Tensor) => object;

/** Bytes stay in the model, which may have 2 GiB at most. */
export const inlineTensor: TensorWriter = (name, tensor) => ({ ...header(name, tensor), rawData: bytesOf(tensor) });

export interface ExternalTensors {
  readonly write: TensorWriter;
  /** Contents of the file, in order. */
  readonly chunks: readonly Uint8Array[];
}

/**
 * Tensors of `minimumBytes` or more go to the file `location` (relative to the model's folder), the others stay inline.
 * Offsets are multiples of 64 KiB, so that the runtime may map the file.
 * https://github.com/onnx/onnx/blob/main/docs/ExternalData.md
 */
export function externalTensors(location: string, minimumBytes: number): ExternalTensors {
  const alignment = 65_536;
  const chunks: Uint8Array[] = [];
  let length = 0;
  const append = (chunk: Uint8Array): void => {
    chunks.push(chunk);
    length += chunk.byteLength;
  };
  const write: TensorWriter = (name, tensor) => {
    const bytes = bytesOf(tensor);
    if (bytes.byteLength < minimumBytes) return inlineTensor(name, tensor);
    append(new Uint8Array((alignment - (length % alignment)) % alignment));
    const entries = { location, offset: String(length), length: String(bytes.byteLength) };
    append(bytes);
    const externalData = Object.entries(entries).map(([key, value]) => ({ key, value }));
    return { ...header(name, tensor), dataLocation: external, externalData };
  };
  return { write, chunks };
}

function header(name: string, { dtype, shape }: Tensor): object {
  return { name, dims: shape, dataType: dtypeTraits(dtype).code };
}

/** ONNX stores little-endian bytes, which is the order of every machine that runs Node. */
function bytesOf({ data }: Tensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
