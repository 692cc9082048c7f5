import { buildEncodeModel, vectorSize } from '@optical/encoder';
import type { EncoderConfig, SequenceLayout } from '@optical/encoder';
import { readEncoderCheckpoint } from '@optical/checkpoints';
import type { CheckpointTokenizer, EncoderCheckpoint } from '@optical/checkpoints';
import { checkpointLayout, longestSequence } from './retrieval-settings.ts';
import { spaceFingerprint } from './space-fingerprint.ts';

/** Where an encoder comes from: a directory in one of Hugging Face's layouts, or a checkpoint in memory. */
export type EncoderSource = { readonly directory: string } | { readonly checkpoint: EncoderCheckpoint };

/** An encoder ready to be opened: everything but its parameters, which are inside the ONNX model. */
export interface LoadedModel {
  /** ONNX model: `input_ids`, `attention_mask` → `token_vectors`. */
  readonly onnx: Uint8Array;
  readonly architecture: EncoderConfig;
  readonly layout: SequenceLayout;
  /** Longest sequence in tokens, special tokens included. */
  readonly longest: number;
  /** Components of a vector. */
  readonly dims: number;
  /** Fingerprint of the space that this encoder's passages define. */
  readonly fingerprint: string;
  readonly tokenizer: CheckpointTokenizer;
}

/** @throws OpticalError as `readEncoderCheckpoint`; failed-precondition without a tokenizer.json */
export async function loadModel(source: EncoderSource): Promise<LoadedModel> {
  const checkpoint = 'checkpoint' in source ? source.checkpoint : await readEncoderCheckpoint(source.directory);
  const { architecture, parameters } = checkpoint;
  const layout = checkpointLayout(checkpoint);
  return {
    onnx: buildEncodeModel(architecture, parameters),
    architecture,
    layout,
    longest: longestSequence(checkpoint),
    dims: vectorSize(architecture),
    fingerprint: await spaceFingerprint(checkpoint),
    tokenizer: checkpoint.tokenizer!,
  };
}
