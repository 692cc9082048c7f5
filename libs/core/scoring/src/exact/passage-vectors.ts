import { checkStarts } from '../search/check-starts.ts';
import type { Arena } from '../kernels/arena.ts';
import type { Pointer } from '../kernels/kernel-functions.ts';
import { invalidArgument } from '@optical/errors';

/** Token vectors [tokens, dims] of passages, one after the other. */
export type VectorValues =
  | { readonly type: 'f32'; readonly values: Float32Array }
  /** IEEE 754 binary16 bits, no infinities and no NaN. */
  | { readonly type: 'f16'; readonly values: Uint16Array }
  /** A vector is its row times its scale; scales are [tokens]. */
  | { readonly type: 'i8'; readonly values: Int8Array; readonly scales: Float32Array };

/** Passages as token vectors in a kernel memory, for exact scores. */
export interface PassageVectors {
  readonly dims: number;
  readonly type: VectorValues['type'];
  /** [passages + 1] where each passage's tokens start. */
  readonly tokenStarts: Uint32Array;
  /** [passages]: 0 for deleted passages. In the kernel memory, so that searches of every thread see a change. */
  readonly live: Uint8Array;
  readonly pointers: { readonly values: Pointer; readonly scales: Pointer; readonly live: Pointer };
}

/** What an exact index is made of. */
export interface VectorContent {
  readonly dims: number;
  /** [passages + 1], from 0; every passage has at least one token. */
  readonly tokenStarts: Uint32Array;
  readonly vectors: VectorValues;
}

/**
 * Copies token vectors into a kernel memory.
 * @throws OpticalError `invalid-argument` when the shapes do not fit each other
 */
export function createPassageVectors(arena: Arena, content: VectorContent): PassageVectors {
  const { dims, vectors } = content;
  const tokens = checkStarts(content.tokenStarts);
  checkLength('vectors', vectors.values.length, tokens * dims);
  const tokenStarts = arena.words(content.tokenStarts.length).values;
  tokenStarts.set(content.tokenStarts);
  const live = arena.bytes(tokenStarts.length - 1);
  live.values.fill(1);
  const values = place(arena, vectors);
  let scales: Pointer = 0;
  if (vectors.type === 'i8') {
    checkLength('scales', vectors.scales.length, tokens);
    const placed = arena.floats(tokens);
    placed.values.set(vectors.scales);
    scales = placed.pointer;
  }
  const pointers = { values, scales, live: live.pointer };
  return { dims, type: vectors.type, tokenStarts, live: live.values, pointers };
}

function place(arena: Arena, { values }: VectorValues): Pointer {
  const bytes = arena.bytes(values.byteLength);
  bytes.values.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return bytes.pointer;
}

function checkLength(field: string, length: number, expected: number): void {
  if (length === expected) return;
  throw invalidArgument({ field, description: `has ${length} numbers, ${expected} are needed` });
}
