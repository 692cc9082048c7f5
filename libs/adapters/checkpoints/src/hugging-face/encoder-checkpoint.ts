import type { EncoderConfig, Weights } from '@optical/encoder';
import type { LateInteraction } from './late-interaction.ts';
import type { TextVector } from './modules-json.ts';
import type { SpecialTokens } from './special-tokens.ts';

/** A tokenizer.json as bytes, with the tokens that play a role. */
export interface CheckpointTokenizer {
  readonly json: Uint8Array;
  readonly specialTokens: SpecialTokens;
}

/** An encoder with all that belongs to it, independent of the layout of the directory it came from. */
export interface EncoderCheckpoint {
  readonly architecture: EncoderConfig;
  /** By canonical name: `embeddings.word`, `layer.0.attention.query.weight`, `projection.weight` and so on. */
  readonly parameters: Weights;
  readonly tokenizer?: CheckpointTokenizer;
  /** Longest sequence in tokens, when the model sets one below its number of positions. */
  readonly maximumLength?: number;
  readonly lateInteraction?: LateInteraction;
  /** Present in models that give one vector per text. */
  readonly textVector?: TextVector;
}
