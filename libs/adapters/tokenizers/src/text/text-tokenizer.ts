import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Encoding, Tokenizer } from 'tokenizers';
import { invalidArgument } from '@optical/errors';
import type { SegmentationModel, SpecialToken, TokenizerDescription } from '../files/tokenizer-file.ts';
import { collectAll, collectIds } from './collect-encoding.ts';
import type { CreateCollector, EncodedIds, EncodedText, FrameToken } from './collect-encoding.ts';

export interface EncodeOptions {
  /** Whether the vocabulary's special tokens are added, such as [CLS] and [SEP]. Default true. */
  readonly addSpecialTokens?: boolean;
  /** Longest result in tokens, special tokens included; 1 or more. Default: nothing is cut off. */
  readonly maxTokens?: number;
  /** Stops between two chunks of a batch. */
  readonly signal?: AbortSignal;
}

/** Special tokens around every text, found once on a text of one token. */
export interface Frame {
  readonly before: number;
  readonly after: readonly FrameToken[];
}

/** Texts are handed to the native library in chunks of about this size, so that other work gets its turn between them. */
const chunk = { texts: 256, codeUnits: 65_536 };

/** Tokens that become JavaScript values between two turns of the event loop: 8 ms at most. */
const turnTokens = 4096;

/**
 * A vocabulary in memory. Texts are cut in libuv's pool; results are turned into JavaScript values chunk by chunk.
 * Made by `loadTokenizer`.
 */
export class TextTokenizer {
  readonly #native: Tokenizer;
  readonly #frame: Frame;
  readonly #description: TokenizerDescription;

  constructor(native: Tokenizer, description: TokenizerDescription, frame: Frame) {
    this.#native = native;
    this.#description = description;
    this.#frame = frame;
  }

  get model(): SegmentationModel {
    return this.#description.model;
  }

  /** The highest id and one: rows of a table with one row per token. */
  get size(): number {
    return this.#description.size;
  }

  /** In order of their ids. */
  get specialTokens(): readonly SpecialToken[] {
    return this.#description.specialTokens;
  }

  /** Id of the token for what the vocabulary cannot spell; undefined where it has none and drops such characters. */
  get unknownId(): number | undefined {
    return this.#description.unknownId;
  }

  /** Special tokens that `addSpecialTokens` puts around a text. */
  get addedTokenCount(): number {
    return this.#frame.before + this.#frame.after.length;
  }

  /** @throws OpticalError `invalid-argument` when `maxTokens` leaves no room for the special tokens */
  async encode(text: string, options: EncodeOptions = {}): Promise<EncodedText> {
    return (await this.encodeBatch([text], options))[0]!;
  }

  /** Cuts texts into tokens; results in the order of the texts, each the same as on its own. */
  async encodeBatch(texts: readonly string[], options: EncodeOptions = {}): Promise<EncodedText[]> {
    return this.#encodeChunks(texts, options, collectAll);
  }

  /** The ids alone: several times as fast as `encodeBatch`, for training data. */
  async encodeIds(texts: readonly string[], options: EncodeOptions = {}): Promise<EncodedIds[]> {
    return this.#encodeChunks(texts, options, collectIds);
  }

  /** @param keepSpecialTokens default false */
  async decode(sequences: readonly ArrayLike<number>[], keepSpecialTokens = false): Promise<string[]> {
    const lists = sequences.map((ids) => Array.from(ids));
    return this.#native.decodeBatch(lists, !keepSpecialTokens);
  }

  tokenToId(token: string): number | undefined {
    return this.#native.tokenToId(token) ?? undefined;
  }

  idToToken(id: number): string | undefined {
    return this.#native.idToToken(id) ?? undefined;
  }

  async #encodeChunks<T>(
    texts: readonly string[],
    { addSpecialTokens = true, maxTokens, signal }: EncodeOptions,
    createCollector: CreateCollector<T>,
  ): Promise<T[]> {
    const after = addSpecialTokens ? this.#frame.after : [];
    const least = addSpecialTokens ? Math.max(1, this.addedTokenCount) : 1;
    if (maxTokens !== undefined && !(Number.isInteger(maxTokens) && maxTokens >= least)) {
      const description = `${maxTokens} leaves no room: at least ${least}, the special tokens`;
      throw invalidArgument({ field: 'max_tokens', description });
    }
    const results: T[] = [];
    let sinceTurn = 0;
    for (const chunkTexts of chunksOf(texts)) {
      signal?.throwIfAborted();
      const encodings = await this.#native.encodeBatch(chunkTexts as string[], { addSpecialTokens });
      for (const [index, encoding] of encodings.entries()) {
        const cut = maxTokens !== undefined && encoding.getLength() > maxTokens;
        // The library cuts special tokens off with the rest: those that end the text are put back afterwards.
        if (cut) encoding.truncate(maxTokens - after.length, 0, 'right');
        const length = encoding.getLength() + (cut ? after.length : 0);
        const collector = createCollector(chunkTexts[index]!, length);
        for (const part of partsOf(encoding)) {
          collector.add(part);
          sinceTurn += part.getLength();
          if (sinceTurn < turnTokens) continue;
          sinceTurn = 0;
          await nextTurn();
          signal?.throwIfAborted();
        }
        if (cut) collector.restore(after);
        results.push(collector.result(cut));
      }
    }
    return results;
  }
}

/** An encoding in parts that take one turn each. */
function partsOf(encoding: Encoding): readonly Encoding[] {
  if (encoding.getLength() <= turnTokens) return [encoding];
  encoding.truncate(turnTokens, 0, 'right');
  return [encoding, ...encoding.getOverflowing()];
}

/** Consecutive texts, at most `chunk.texts` and about `chunk.codeUnits` at a time. */
function* chunksOf(texts: readonly string[]): Generator<readonly string[]> {
  let begin = 0;
  let units = 0;
  for (const [index, text] of texts.entries()) {
    const full = index - begin >= chunk.texts || units + text.length > chunk.codeUnits;
    if (index > begin && full) {
      yield texts.slice(begin, index);
      begin = index;
      units = 0;
    }
    units += text.length;
  }
  if (begin < texts.length) yield texts.slice(begin);
}
