import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { EncoderCheckpoint } from '@optical/checkpoints';
import type { IdentifiedText } from '@optical/datasets';
import { encodeTexts } from '../../alignment/encode-texts.ts';

/** Token vectors of texts, one after the other. */
export interface TokenVectors {
  /** [tokens, dims], as binary16 numbers: what an index would be built of. */
  readonly values: Float16Array;
  /** [texts + 1] where each text's tokens start. */
  readonly starts: Uint32Array;
}

export interface EncodingOptions {
  readonly checkpoint: EncoderCheckpoint;
  /** Names the checkpoint in the cache. */
  readonly name: string;
  readonly dims: number;
  /** Most tokens of a text. */
  readonly length: number;
  readonly threads: number;
  readonly cache: string;
  readonly onPart?: (part: number, of: number) => void;
}

/** Texts encoded at a time, and kept in a file of the cache: an encoding that was cut off goes on there. */
const partSize = 2500;

/** Encodes texts, or reads what an earlier run has encoded. */
export async function tokenVectors(texts: readonly IdentifiedText[], options: EncodingOptions): Promise<TokenVectors> {
  const parts: { readonly values: Float16Array; readonly lengths: Uint32Array }[] = [];
  const count = Math.ceil(texts.length / partSize);
  for (let part = 0; part < count; part++) {
    options.onPart?.(part, count);
    parts.push(await encodePart(texts.slice(part * partSize, (part + 1) * partSize), options));
  }
  const values = new Float16Array(parts.reduce((total, part) => total + part.values.length, 0));
  const starts = new Uint32Array(texts.length + 1);
  let text = 0;
  let end = 0;
  for (const part of parts) {
    values.set(part.values, end);
    for (const length of part.lengths) {
      end += length * options.dims;
      starts[++text] = end / options.dims;
    }
  }
  return { values, starts };
}

async function encodePart(texts: readonly IdentifiedText[], options: EncodingOptions) {
  const { checkpoint, name, length, threads, cache } = options;
  const hash = createHash('sha256').update(`${name} ${length}\n`);
  for (const { text } of texts) hash.update(`${text}\n`);
  const file = path.join(cache, `vectors-${hash.digest('hex').slice(0, 32)}`);
  if (!existsSync(file)) {
    const encoded = await encodeTexts(checkpoint, texts, length, threads);
    const lengths = Uint32Array.from(encoded, ({ tokens }) => tokens);
    const size = encoded.reduce((total, { vectors }) => total + vectors.length, 0);
    const bytes = new Uint8Array(lengths.byteLength + size * 2);
    bytes.set(new Uint8Array(lengths.buffer));
    const values = new Float16Array(bytes.buffer, lengths.byteLength);
    let end = 0;
    for (const { vectors } of encoded) {
      values.set(vectors, end);
      end += vectors.length;
    }
    mkdirSync(cache, { recursive: true });
    writeFileSync(`${file}.part`, bytes);
    renameSync(`${file}.part`, file);
  }
  const { buffer, byteOffset, byteLength } = readFileSync(file);
  const bytes = buffer.slice(byteOffset, byteOffset + byteLength);
  const lengths = new Uint32Array(bytes, 0, texts.length);
  return { values: new Float16Array(bytes, lengths.byteLength), lengths };
}
