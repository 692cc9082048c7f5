import type { Encoding } from 'tokenizers';
import { spansOf } from './spans.ts';
import type { TokenSpans } from './spans.ts';
import { utf16Positions } from './utf16-positions.ts';

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

/** A special token around a text. */
export interface FrameToken {
  readonly id: number;
  readonly token: string;
}

/** Takes the parts of one text's encoding one after the other. */
export interface Collector<T> {
  add(part: Encoding): void;
  /** Puts special tokens that were cut off back after the text. */
  restore(after: readonly FrameToken[]): void;
  result(truncated: boolean): T;
}

/** Makes the collector of a text that becomes `length` tokens. */
export type CreateCollector<T> = (text: string, length: number) => Collector<T>;

export const collectIds: CreateCollector<EncodedIds> = (_text, length) => {
  const ids = new Int32Array(length);
  let at = 0;
  const append = (more: ArrayLike<number>): void => {
    ids.set(more, at);
    at += more.length;
  };
  return {
    add: (part) => {
      append(part.getIds());
    },
    restore: (after) => {
      append(after.map(({ id }) => id));
    },
    result: (truncated) => ({ ids, truncated }),
  };
};

export const collectAll: CreateCollector<EncodedText> = (text, length) => {
  const ids = collectIds(text, length);
  const tokens: string[] = [];
  const spans = { starts: new Uint32Array(length), ends: new Uint32Array(length) };
  const wordIndices = new Int32Array(length).fill(-1);
  const specialMask = new Uint8Array(length).fill(1);
  const positions = utf16Positions(text);
  return {
    add: (part) => {
      const at = tokens.length;
      const added = part.getTokens();
      ids.add(part);
      for (const token of added) tokens.push(token);
      const { starts, ends } = spansOf(text, added, part.getOffsets(), positions);
      spans.starts.set(starts, at);
      spans.ends.set(ends, at);
      for (const [index, word] of part.getWordIds().entries()) wordIndices[at + index] = word ?? -1;
      specialMask.set(part.getSpecialTokensMask(), at);
    },
    restore: (after) => {
      ids.restore(after);
      tokens.push(...after.map(({ token }) => token));
    },
    result: (truncated) => ({ ...ids.result(truncated), tokens, spans, wordIndices, specialMask }),
  };
};
