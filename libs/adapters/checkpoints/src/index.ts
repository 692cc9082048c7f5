export type { FileDigest } from './files/write-durably.ts';
export type { DataType, FloatType } from './safetensors/data-type.ts';
export type { FloatTensor } from './safetensors/float-tensor.ts';
export type { TensorEntry } from './safetensors/header.ts';
export { SafetensorsFile } from './safetensors/safetensors-file.ts';
export type { FloatExpectation } from './safetensors/safetensors-file.ts';
export { writeSafetensors } from './safetensors/write-safetensors.ts';
export type { TensorToWrite } from './safetensors/write-safetensors.ts';
