/**
 * onnxruntime-node 1.30 copies every output of a run into a new array, even where the caller gave memory for it
 * (`OrtValueToNapiValue` in js/node/src/tensor_helper.cc): for a training step, a copy of all weights and moments.
 * It converts outputs in the model's order and fails at the first that is no tensor, when the run is over and all
 * given memory is written. So a sequence as the first output saves the copies: a fifth of the time of a step of 10.8
 * million parameters. A later runtime that knows sequences, or no longer copies, works as well.
 */
export const conversionStop = 'stop_conversion';
const refusal = 'Non tensor type is temporarily not supported.';

/**
 * The model with an empty sequence as its first output. Two messages one after the other are their merger in protobuf
 * (https://protobuf.dev/programming-guides/encoding/#last-one-wins), repeated fields being joined in order.
 */
export function withConversionStop(model: Uint8Array): Uint8Array {
  return Buffer.concat([messageWithSequence(), model]);
}

/** Is this the failure that the first output provokes, after a run that went well? */
export function isConversionStop(error: unknown): boolean {
  return error instanceof Error && error.message === refusal;
}

/** Field numbers are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3 */
function messageWithSequence(): Uint8Array {
  const name = new TextEncoder().encode(conversionStop);
  const node = [...field(2, name), ...field(4, new TextEncoder().encode('SequenceEmpty'))];
  const elemTypeFloat = [8, 1];
  const sequenceType = field(4, field(1, field(1, elemTypeFloat)));
  const output = [...field(1, name), ...field(2, sequenceType)];
  return Uint8Array.from(field(7, [...field(1, node), ...field(12, output)]));
}

/** A length-delimited field of fewer than 128 bytes. */
function field(number: number, payload: Iterable<number>): number[] {
  const bytes = [...payload];
  return [number * 8 + 2, bytes.length, ...bytes];
}
