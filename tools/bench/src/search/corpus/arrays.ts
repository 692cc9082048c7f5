import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bytesOf } from '../../bytes-of.ts';
import type { TokenVectors } from './token-vectors.ts';

/** Writes the arrays that every search engine reads, each in a process of its own. */
export function writeArrays(folder: string, name: string, { values, starts }: TokenVectors): void {
  writeFileSync(path.join(folder, `${name}.f16`), bytesOf(values));
  writeFileSync(path.join(folder, `${name}.starts`), bytesOf(starts));
}

/** Reads what `writeArrays` wrote. */
export function readArrays(folder: string, name: string): TokenVectors {
  const read = (kind: string): ArrayBuffer => {
    const { buffer, byteOffset, byteLength } = readFileSync(path.join(folder, `${name}.${kind}`));
    return buffer.slice(byteOffset, byteOffset + byteLength);
  };
  return { values: new Float16Array(read('f16')), starts: new Uint32Array(read('starts')) };
}
