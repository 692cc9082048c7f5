import type { Arena, KernelFunctions } from '@optical/scoring';
import { maximumPassageTokens } from '../memory/scratch.ts';

/** Vectors side by side in a packed block. */
const blockLanes = 16;

/** Scores passages of binary16 vectors in a kernel memory by exact MaxSim. Belongs to the arena's scope. */
export function halfScorer(
  kernels: KernelFunctions,
  arena: Arena,
  query: Float32Array,
  dims: number,
): (pointer: number, tokens: number) => number {
  const rows = query.length / dims;
  const blocks = Math.ceil(rows / blockLanes);
  const packed = arena.floats(blocks * blockLanes * dims).pointer;
  const copied = arena.floats(query.length);
  copied.values.set(query);
  kernels.pack(copied.pointer, rows, dims, packed);
  const scratch = arena.floats(maximumPassageTokens * (dims + blocks * blockLanes)).pointer;
  return (pointer, tokens) => kernels.halfMaxSim(pointer, tokens, dims, packed, blocks, scratch);
}
