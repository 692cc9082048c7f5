import { failedPrecondition, invalidArgument } from '@optical/errors';
import type { CheckpointTokenizer, EncoderCheckpoint } from '../hugging-face/encoder-checkpoint.ts';
import type { FloatTensor } from '../safetensors/float-tensor.ts';
import { parseTokenizerJson, rowsFor, tokenIds } from '../tokenizer-file/tokenizer-json.ts';

const wordTable = 'embeddings.word';

/**
 * The same encoder with another vocabulary: everything but the word table stays.
 *
 * @param words [highest id of the tokenizer + 1, hidden size].
 * @throws OpticalError `invalid-argument` when `words` fits neither encoder nor tokenizer, or the tokenizer lacks its
 *   padding token.
 */
export function replaceVocabulary(
  checkpoint: EncoderCheckpoint,
  words: FloatTensor,
  tokenizer: CheckpointTokenizer,
): EncoderCheckpoint {
  const ids = tokenIds(parseTokenizerJson(tokenizer.json, 'tokenizer.json'));
  const vocabularySize = rowsFor(ids);
  const expected = [vocabularySize, checkpoint.architecture.hiddenSize];
  if (words.shape.join() !== expected.join()) {
    const description = `has shape [${words.shape.join(', ')}], tokenizer and encoder expect [${expected.join(', ')}]`;
    throw invalidArgument({ field: 'words', description });
  }
  const padTokenId = ids.get(tokenizer.specialTokens.pad);
  if (padTokenId === undefined) {
    const description = `has no padding token ${JSON.stringify(tokenizer.specialTokens.pad)}`;
    throw invalidArgument({ field: 'tokenizer', description });
  }
  return {
    ...checkpoint,
    architecture: { ...checkpoint.architecture, vocabularySize, padTokenId },
    parameters: new Map([...checkpoint.parameters, [wordTable, words]]),
    tokenizer,
  };
}

/** The rows `rows` of a [rows, columns] tensor, in this order. */
export function gatherRows({ shape, data }: FloatTensor, rows: Int32Array): FloatTensor {
  const columns = shape[1]!;
  const gathered = new Float32Array(rows.length * columns);
  for (const [to, from] of rows.entries()) {
    gathered.set(data.subarray(from * columns, (from + 1) * columns), to * columns);
  }
  return { shape: [rows.length, columns], data: gathered };
}

/** The word table of a checkpoint, [vocabularySize, hiddenSize]. */
export function wordEmbeddings({ parameters }: EncoderCheckpoint): FloatTensor {
  const words = parameters.get(wordTable);
  if (words === undefined) throw failedPrecondition(`the checkpoint has no parameter ${wordTable}`);
  return words;
}
