/**
 * Bytes per element of the data types that are read and written. The order matters: the reference implementation
 * stores tensors by falling position in this list, then by name, which keeps every tensor aligned.
 * Source: https://github.com/huggingface/safetensors/blob/main/safetensors/src/tensor.rs
 */
export const bytesPerElement = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E5M2: 1,
  F8_E4M3: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  F64: 8,
  I64: 8,
  U64: 8,
} as const;

export type DataType = keyof typeof bytesPerElement;

export const dataTypes = Object.keys(bytesPerElement) as DataType[];

export function isDataType(name: string): name is DataType {
  return Object.hasOwn(bytesPerElement, name);
}

/** Data types that are read as float32 without loss. */
export type FloatType = 'F32' | 'F16' | 'BF16';

export function isFloatType(dtype: DataType): dtype is FloatType {
  return dtype === 'F32' || dtype === 'F16' || dtype === 'BF16';
}
