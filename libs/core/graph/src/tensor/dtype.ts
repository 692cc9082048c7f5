/** Numeric array that stores the elements of a tensor; float16 is stored as its bit patterns. */
export type TensorArray =
  Float32Array | Float64Array | Uint16Array | Int32Array | Uint32Array | BigInt64Array | Uint8Array;

interface DTypeTraits {
  /** Value of `TensorProto.DataType` in onnx.proto3. */
  readonly code: number;
  readonly bytes: number;
  readonly float: boolean;
  readonly array: new (length: number) => TensorArray;
}

const traits = {
  float32: { code: 1, bytes: 4, float: true, array: Float32Array },
  uint8: { code: 2, bytes: 1, float: false, array: Uint8Array },
  int32: { code: 6, bytes: 4, float: false, array: Int32Array },
  int64: { code: 7, bytes: 8, float: false, array: BigInt64Array },
  bool: { code: 9, bytes: 1, float: false, array: Uint8Array },
  float16: { code: 10, bytes: 2, float: true, array: Uint16Array },
  float64: { code: 11, bytes: 8, float: true, array: Float64Array },
  uint32: { code: 12, bytes: 4, float: false, array: Uint32Array },
} as const satisfies Record<string, DTypeTraits>;

export type DType = keyof typeof traits;

export function dtypeTraits(dtype: DType): DTypeTraits {
  return traits[dtype];
}

export function isFloat(dtype: DType): boolean {
  return traits[dtype].float;
}
