import { blockLanes, type KernelFunctions, type Pointer } from '../kernels/kernel-functions.ts';
import type { QueryTables } from '../search/query-tables.ts';
import type { TokenIndex } from '../search/token-index.ts';

/** Where candidates are gathered; all zero between searches. */
export interface CandidateWorkspace {
  readonly stamps: { readonly pointer: Pointer; readonly values: Uint16Array };
  readonly scores: { readonly pointer: Pointer };
  readonly found: { readonly pointer: Pointer };
}

/** Stamp of passages that no query token may reach. */
const barred = 0xffff;

/**
 * Gathers the passages in the lists of the `probes` best centroids of each query token, with an estimate of their
 * MaxSim in `scores`: for each query token the best probed centroid above the first that is not probed.
 * @returns number of passages in `found`
 */
export function collectCandidates(
  kernels: KernelFunctions,
  index: TokenIndex,
  tables: QueryTables,
  workspace: CandidateWorkspace,
  options: { readonly probes: number; readonly eligible?: Uint8Array },
): number {
  const { stamps, scores, found } = workspace;
  const { eligible } = options;
  if (eligible !== undefined) eligible.forEach((allowed, passage) => (stamps.values[passage] = allowed ? 0 : barred));
  const { listStarts, pointers } = index;
  const centroids = listStarts.length - 1;
  const width = tables.blocks * blockLanes;
  const table = tables.centroidScores.values;
  const column = new Float32Array(centroids);
  let count = 0;
  for (let token = 0; token < tables.tokens; token++) {
    for (let centroid = 0; centroid < centroids; centroid++) column[centroid] = table[centroid * width + token]!;
    const [probed, floor] = largest(column, options.probes);
    for (const centroid of probed) {
      const start = listStarts[centroid]!;
      const list = pointers.lists + start * 4;
      const length = listStarts[centroid + 1]! - start;
      const gain = column[centroid]! - floor;
      count = kernels.collect(list, length, gain, token + 1, stamps.pointer, scores.pointer, found.pointer, count);
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
  return [probed, values[heap.at(-1)]!];
}
