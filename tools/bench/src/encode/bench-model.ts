import { openArtifacts } from '@optical/artifacts';
import type { CheckpointTokenizer, EncoderCheckpoint } from '@optical/checkpoints';
import { initialiseParameters } from '@optical/encoder';
import type { EncoderConfig } from '@optical/encoder';
import { publishModel } from '@optical/encoding';

/** The shape of all-MiniLM-L6-v2. */
const architecture: EncoderConfig = {
  family: 'bert',
  vocabularySize: 30_522,
  hiddenSize: 384,
  layers: 6,
  heads: 12,
  feedForwardSize: 1536,
  maxPositions: 512,
  typeVocabularySize: 2,
  layerNormEps: 1e-12,
  activation: 'gelu',
  normalization: 'post',
  positionOffset: 0,
  padTokenId: 0,
};

const specialTokens = { pad: '[PAD]', unknown: '[UNK]', start: '[CLS]', end: '[SEP]', mask: '[MASK]' };

/** The special tokens and nothing else: what is measured sends ids. */
const tokenizer: CheckpointTokenizer = {
  specialTokens,
  json: new TextEncoder().encode(
    JSON.stringify({
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: Object.values(specialTokens).map((content, id) => ({
        id,
        content,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      })),
      normalizer: null,
      pre_tokenizer: { type: 'Whitespace' },
      post_processor: null,
      decoder: null,
      model: {
        type: 'WordPiece',
        unk_token: specialTokens.unknown,
        continuing_subword_prefix: '##',
        max_input_chars_per_word: 100,
        vocab: Object.fromEntries(Object.values(specialTokens).map((token, id) => [token, id])),
      },
    }),
  ),
};

/** An encoder of that shape with weights drawn by a seed: time does not depend on their values. */
export const benchCheckpoint = (seed: number): EncoderCheckpoint => ({
  architecture,
  parameters: initialiseParameters(architecture, seed),
  tokenizer,
});

/** Registers the encoder in an artifact store. */
export async function publishBenchModel(directory: string, name: string, source: EncoderCheckpoint): Promise<void> {
  await publishModel(openArtifacts({ directory }), { name, purpose: 'teacher', languages: ['en'], source });
}
