import type { Encoding, Tokenizer } from 'tokenizers';
import { invalidArgument } from '@optical/errors';
import type { SegmentationModel, SpecialToken, TokenizerDescription } from '../files/tokenizer-file.ts';
import { spansOf } from './spans.ts';
import type { TokenSpans } from './spans.ts';

export interface EncodeOptions {
  /** Whether the vocabulary's special tokens are added, such as [CLS] and [SEP]. Default true. */
  readonly addSpecialTokens?: boolean;
  /** Longest result in tokens, special tokens included; 1 or more. Default: nothing is cut off. */
  readonly maxTokens?: number;
  /** Stops between two chunks of a batch. */
  readonly signal?: AbortSignal;
}

/** The ids of a text. */
export interface EncodedIds {
  readonly ids: Int32Array;
  /** Whether tokens were cut off to stay within `maxTokens`. */
  readonly truncated: boolean;
}

/** A text cut into tokens. Every list has one entry per token. */
export interface EncodedText extends EncodedIds {
  /** As the vocabulary spells them. */
  readonly tokens: readonly string[];
  readonly spans: TokenSpans;
  /** Index of the word (the tokenizer's piece) that each token belongs to, from 0; -1 for special tokens. */
  readonly wordIndices: Int32Array;
  /** 1 where the tokenizer added a special token, else 0. */
  readonly specialMask: Uint8Array;
}

/** Special tokens around every text, found once on a text of one token. */
export interface Frame {
  readonly before: number;
  readonly after: readonly { readonly id: number; readonly token: string }[];
}

/** Texts are handed to the native library in chunks of about this size, so that other work gets its turn between them. */
const chunk = { texts: 256, codeUnits: 65_536 };

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
    return this.#encodeChunks(texts, options, (text, encoding, cut) => this.#readAll(text, encoding, cut));
  }

  /** The ids alone: several times as fast as `encodeBatch`, for training data. */
  async encodeIds(texts: readonly string[], options: EncodeOptions = {}): Promise<EncodedIds[]> {
    return this.#encodeChunks(texts, options, (_text, encoding, cut) => this.#readIds(encoding, cut));
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
    read: (text: string, encoding: Encoding, cut: boolean) => T,
  ): Promise<T[]> {
    const after = addSpecialTokens ? this.#frame.after.length : 0;
    const least = addSpecialTokens ? Math.max(1, this.addedTokenCount) : 1;
    if (maxTokens !== undefined && !(Number.isInteger(maxTokens) && maxTokens >= least)) {
      const description = `${maxTokens} leaves no room: at least ${least}, the special tokens`;
      throw invalidArgument({ field: 'max_tokens', description });
    }
    const results: T[] = [];
    for (const part of chunksOf(texts)) {
      signal?.throwIfAborted();
      const encodings = await this.#native.encodeBatch(part as string[], { addSpecialTokens });
      for (const [index, encoding] of encodings.entries()) {
        const cut = maxTokens !== undefined && encoding.getLength() > maxTokens;
        // The library cuts special tokens off with the rest: those that end the text are put back afterwards.
        if (cut) encoding.truncate(maxTokens - after, 0, 'right');
        results.push(read(part[index]!, encoding, cut && after > 0));
        if (cut) (results.at(-1) as { truncated: boolean }).truncated = true;
      }
    }
    return results;
  }

  #readIds(encoding: Encoding, restoreEnd: boolean): EncodedIds {
    const ids = encoding.getIds();
    if (restoreEnd) ids.push(...this.#frame.after.map(({ id }) => id));
    return { ids: Int32Array.from(ids), truncated: false };
  }

  #readAll(text: string, encoding: Encoding, restoreEnd: boolean): EncodedText {
    const tokens = encoding.getTokens();
    const offsets = encoding.getOffsets();
    const words = encoding.getWordIds();
    const mask = encoding.getSpecialTokensMask();
    for (const { token } of restoreEnd ? this.#frame.after : []) {
      tokens.push(token);
      offsets.push([0, 0]);
      words.push(undefined);
      mask.push(1);
    }
    return {
      ...this.#readIds(encoding, restoreEnd),
      tokens,
      spans: spansOf(text, tokens, offsets),
      wordIndices: Int32Array.from(words, (word) => word ?? -1),
      specialMask: Uint8Array.from(mask),
    };
  }
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
