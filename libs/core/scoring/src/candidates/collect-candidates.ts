import { blockLanes, type KernelFunctions, type Pointer } from '../kernels/kernel-functions.ts';
import type { QueryTables } from '../search/query-tables.ts';
import type { TokenIndex } from '../search/token-index.ts';

/** Where candidates are gathered. */
export interface CandidateWorkspace {
  /** [passages] 16-bit integers */
  readonly stamps: Pointer;
  /** [passages] floats, zero between searches */
  readonly scores: Pointer;
  /** [passages] 32-bit integers */
  readonly found: Pointer;
}

/**
 * Gathers the passages in the lists of the `probes` best centroids of each query token, with an estimate of their
 * MaxSim in `scores`: for each query token the best probed centroid above the first that is not probed.
 * @param eligible [passages] bytes, or 0
 * @returns number of passages in `found`
 */
export function collectCandidates(
  kernels: KernelFunctions,
  index: TokenIndex,
  tables: QueryTables,
  workspace: CandidateWorkspace,
  probes: number,
  eligible: Pointer,
): number {
  const { stamps, scores, found } = workspace;
  const { listStarts, pointers } = index;
  kernels.admit(pointers.live, eligible, index.live.length, stamps);
  const centroids = listStarts.length - 1;
  const width = tables.blocks * blockLanes;
  const table = tables.centroidScores.values;
  const column = new Float32Array(centroids);
  let count = 0;
  for (let token = 0; token < tables.tokens; token++) {
    for (let centroid = 0; centroid < centroids; centroid++) column[centroid] = table[centroid * width + token]!;
    const [probed, floor] = largest(column, probes);
    for (const centroid of probed) {
      const start = listStarts[centroid]!;
      const list = pointers.lists + start * 4;
      const length = listStarts[centroid + 1]! - start;
      const gain = column[centroid]! - floor;
      count = kernels.collect(list, length, gain, token + 1, stamps, scores, found, count);
    }
  }
  return count;
}

/** The places of the `wanted` largest values, largest first, of equal ones the first; and the next value after them. */
function largest(values: Float32Array, wanted: number): [Uint32Array, number] {
  const capacity = Math.min(wanted + 1, values.length);
  const heap: number[] = [];
  let threshold = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value <= threshold) continue;
    let place = heap.length;
    while (place > 0 && values[heap[place - 1]!]! < value) place--;
    heap.splice(place, 0, i);
    if (heap.length > capacity) heap.pop();
    if (heap.length === capacity) threshold = values[heap[capacity - 1]!]!;
  }
  const probed = Uint32Array.from(heap.slice(0, wanted));
  return [probed, values[heap[heap.length - 1]!]!];
}
