import { maximumLength } from '@optical/encoder';
import type { SequenceLayout } from '@optical/encoder';
import { sequenceLayout } from '@optical/checkpoints';
import type { EncoderCheckpoint, LateInteraction } from '@optical/checkpoints';
import { failedPrecondition } from '@optical/errors';

/** For encoders whose files say nothing about late interaction: ColBERT's lengths, no markers, no [MASK], no skipping. */
export const plainLateInteraction: LateInteraction = {
  queryPrefix: '',
  documentPrefix: '',
  queryLength: 32,
  documentLength: 180,
  queryExpansion: false,
  attendToMaskTokens: false,
  skippedWords: [],
};

/** Longest sequence of a checkpoint in tokens, special tokens included. */
export function longestSequence({ architecture, maximumLength: limit = Infinity }: EncoderCheckpoint): number {
  return Math.min(limit, maximumLength(architecture));
}

/** The checkpoint's late-interaction settings, or the plain ones, with lengths that its positions allow. */
export function retrievalSettings(checkpoint: EncoderCheckpoint): LateInteraction {
  const settings = checkpoint.lateInteraction ?? plainLateInteraction;
  const longest = longestSequence(checkpoint);
  return {
    ...settings,
    queryLength: Math.min(settings.queryLength, longest),
    documentLength: Math.min(settings.documentLength, longest),
  };
}

/**
 * How texts become sequences for a checkpoint.
 * @throws OpticalError failed-precondition if the checkpoint has no tokenizer or that lacks a special token
 */
export function checkpointLayout(checkpoint: EncoderCheckpoint): SequenceLayout {
  if (checkpoint.tokenizer === undefined)
    throw failedPrecondition('the checkpoint has no tokenizer.json: its special tokens are not known');
  return sequenceLayout(checkpoint.tokenizer, retrievalSettings(checkpoint));
}
