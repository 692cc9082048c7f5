import { normal, randomWords } from '@optical/random';
import { multiplier } from './multiplier.ts';

/** Shape of fixed-dimensional encodings (MUVERA, arXiv 2405.19504): repetitions * 2 ** bits * projected dimensions. */
export interface EncodingShape {
  readonly dims: number;
  /** Hyperplanes of a partition. */
  readonly bits: number;
  /** Dimensions that a vector is projected to. */
  readonly projected: number;
  readonly repetitions: number;
  readonly seed: number;
  /** [dims] what is taken from every vector before it is hashed and projected. */
  readonly centre?: Float32Array;
}

/** Turns a set of vectors into one vector, whose dot product with that of another set estimates their MaxSim. */
export interface SetEncoder {
  readonly size: number;
  /** Sums of the vectors in each cell. @param vectors [tokens, dims] */
  encodeQuery(vectors: Float32Array): Float32Array;
  /** Means; a cell without vectors takes the vector whose hash differs in the fewest bits, the first of equal ones. */
  encodePassage(vectors: Float32Array): Float32Array;
}

export function setEncoder(shape: EncodingShape): SetEncoder {
  const { dims, bits, projected, repetitions, seed, centre } = shape;
  const columns = bits + projected;
  const word = randomWords(seed, 2);
  // Rows 0 to bits - 1 of a repetition are hyperplanes, the others signs that project (Johnson-Lindenstrauss).
  const rows = Float32Array.from({ length: repetitions * columns * dims }, (_, i) => {
    const value = normal(word);
    return Math.floor(i / dims) % columns < bits ? value : Math.sign(value) / Math.sqrt(projected);
  });
  const multiply = multiplier(rows, dims);
  const cells = 2 ** bits;
  const size = repetitions * cells * projected;

  const encode = (vectors: Float32Array, passage: boolean): Float32Array => {
    const { products, width } = multiply(centre === undefined ? vectors : less(vectors, centre));
    const tokens = vectors.length / dims;
    const encoding = new Float32Array(size);
    const hashes = new Uint32Array(tokens);
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const counts = new Uint32Array(cells);
      const target = repetition * cells * projected;
      const add = (token: number, cell: number): void => {
        const source = token * width + repetition * columns + bits;
        for (let i = 0; i < projected; i++) encoding[target + cell * projected + i]! += products[source + i]!;
      };
      for (let token = 0; token < tokens; token++) {
        let hash = 0;
        for (let bit = 0; bit < bits; bit++) {
          if (products[token * width + repetition * columns + bit]! > 0) hash |= 1 << bit;
        }
        hashes[token] = hash;
        counts[hash]!++;
        add(token, hash);
      }
      if (!passage) continue;
      for (let cell = 0; cell < cells; cell++) {
        const count = counts[cell]!;
        if (count === 0) add(nearestHash(hashes, cell), cell);
        for (let i = 0; count > 1 && i < projected; i++) encoding[target + cell * projected + i]! /= count;
      }
    }
    return encoding;
  };
  return {
    size,
    encodeQuery: (vectors) => encode(vectors, false),
    encodePassage: (vectors) => encode(vectors, true),
  };
}

function nearestHash(hashes: Uint32Array, cell: number): number {
  let nearest = 0;
  let least = Infinity;
  hashes.forEach((hash, token) => {
    let distance = 0;
    for (let rest = hash ^ cell; rest !== 0; rest &= rest - 1) distance++;
    if (distance < least) [least, nearest] = [distance, token];
  });
  return nearest;
}

function less(vectors: Float32Array, centre: Float32Array): Float32Array {
  return vectors.map((value, i) => value - centre[i % centre.length]!);
}
