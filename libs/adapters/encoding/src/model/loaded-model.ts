import { buildEncodeModel, vectorSize } from '@optical/encoder';
import type { EncoderConfig, SequenceLayout } from '@optical/encoder';
import type { CheckpointTokenizer, EncoderCheckpoint } from '@optical/checkpoints';
import { checkpointLayout, longestSequence } from './retrieval-settings.ts';
import { spaceFingerprint } from './space-fingerprint.ts';

/** An encoder ready to be opened: everything but its parameters, which are inside the ONNX model. */
export interface LoadedModel {
  /** ONNX model in shared memory: `input_ids`, `attention_mask` → `token_vectors`. */
  readonly onnx: Uint8Array;
  readonly architecture: EncoderConfig;
  readonly layout: SequenceLayout;
  /** Longest sequence in tokens, special tokens included. */
  readonly longest: number;
  /** Components of a vector. */
  readonly dims: number;
  /** Fingerprint of the space of its vectors. */
  readonly fingerprint: string;
  readonly tokenizer: CheckpointTokenizer;
}

/**
 * @param fingerprint where it is known, as of students: hashing all weights takes as long as reading them
 * @throws OpticalError failed-precondition if the checkpoint has no tokenizer
 */
export async function toLoadedModel(checkpoint: EncoderCheckpoint, fingerprint?: string): Promise<LoadedModel> {
  const { architecture, parameters } = checkpoint;
  const layout = checkpointLayout(checkpoint);
  return {
    onnx: shared(buildEncodeModel(architecture, parameters)),
    architecture,
    layout,
    longest: longestSequence(checkpoint),
    dims: vectorSize(architecture),
    fingerprint: fingerprint ?? (await spaceFingerprint(checkpoint)),
    tokenizer: checkpoint.tokenizer!,
  };
}

/** One copy for the worker threads of a session, present and future, and for the thread that asked for it. */
function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.byteLength));
  copy.set(bytes);
  return copy;
}
