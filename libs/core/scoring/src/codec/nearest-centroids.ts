import type { Arena } from '../kernels/arena.ts';
import { blockLanes, blocksOf, type KernelFunctions, type Pointer } from '../kernels/kernel-functions.ts';
import { packVectors } from '../kernels/pack-vectors.ts';
import { clusterRows } from './cluster-rows.ts';

/** The centroid of the largest dot product with each of some rows, and that product. */
export interface Nearest {
  readonly centroids: Uint32Array;
  readonly products: Float32Array;
}

/** Up to this many centroids, all are compared. */
const flatLimit = 512;
/** Groups of centroids that a row is compared with. */
const probedGroups = 8;
const groupIterations = 3;

/**
 * Finds nearest centroids for up to `capacity` rows at a time. Many centroids are put into groups of like direction, and
 * a row is compared with the members of the groups nearest to it only: it may miss a nearest centroid at a group's edge.
 * Belongs to the arena's scope.
 * @param centroids [count, dims]
 */
export function nearestCentroids(
  kernels: KernelFunctions,
  arena: Arena,
  centroids: Float32Array,
  dims: number,
  capacity: number,
): (rows: Pointer, count: number) => Nearest {
  const count = centroids.length / dims;
  const search = comparer(kernels, arena, dims, capacity);
  if (count <= flatLimit) {
    const packed = packVectors(kernels, arena, centroids, dims);
    return (rows, rowCount) => search(rows, rowCount, packed, count);
  }
  const groups = groupCentroids(kernels, arena, centroids, dims);
  const width = blocksOf(groups.count) * blockLanes;
  const scores = arena.floats(capacity * width);
  const gathered = arena.floats(capacity * dims);
  return (rows, rowCount) => {
    kernels.products(rows, rowCount, dims, groups.packed, width / blockLanes, scores.pointer);
    const visits = visitsOf(scores.values, rowCount, width, groups.count);
    const nearest = { centroids: new Uint32Array(rowCount), products: new Float32Array(rowCount).fill(-Infinity) };
    const source = new Float32Array(arena.memory.buffer, rows, rowCount * dims);
    visits.forEach((visitors, group) => {
      const { members, packed } = groups.groups[group]!;
      visitors.forEach((row, place) => {
        gathered.values.set(source.subarray(row * dims, (row + 1) * dims), place * dims);
      });
      const local = search(gathered.pointer, visitors.length, packed, members.length);
      visitors.forEach((row, place) => {
        if (local.products[place]! <= nearest.products[row]!) return;
        nearest.products[row] = local.products[place]!;
        nearest.centroids[row] = members[local.centroids[place]!]!;
      });
    });
    return nearest;
  };
}

/** Compares rows with all columns of packed blocks. What it returns stays valid until its next call. */
function comparer(kernels: KernelFunctions, arena: Arena, dims: number, capacity: number) {
  const best = arena.floats(capacity);
  const index = arena.words(capacity);
  const scratch = arena.floats(2 * blockLanes).pointer;
  return (rows: Pointer, count: number, packed: Pointer, columns: number): Nearest => {
    kernels.nearest(rows, count, dims, packed, columns, scratch, best.pointer, index.pointer);
    return { centroids: index.values.subarray(0, count), products: best.values.subarray(0, count) };
  };
}

function groupCentroids(kernels: KernelFunctions, arena: Arena, centroids: Float32Array, dims: number) {
  const count = centroids.length / dims;
  const wanted = Math.min(flatLimit, 2 ** Math.round(Math.log2(Math.sqrt(count))));
  const options = { rows: centroids, dims, clusters: wanted, iterations: groupIterations, seed: 0 };
  const { clusters, nearest } = clusterRows(kernels, arena, options);
  const members = Array.from({ length: wanted }, (): number[] => []);
  nearest.forEach((group, centroid) => members[group]!.push(centroid));
  const groups = members.map((ids) => {
    const rows = new Float32Array(ids.length * dims);
    ids.forEach((id, place) => {
      rows.set(centroids.subarray(id * dims, (id + 1) * dims), place * dims);
    });
    return { members: ids, packed: ids.length === 0 ? 0 : packVectors(kernels, arena, rows, dims) };
  });
  return { count: wanted, packed: packVectors(kernels, arena, clusters, dims), groups };
}

/** For each group the rows that have it among their best. */
function visitsOf(scores: Float32Array, rows: number, width: number, groups: number): number[][] {
  const visits = Array.from({ length: groups }, (): number[] => []);
  const best = new Float64Array(probedGroups);
  const places = new Int32Array(probedGroups);
  for (let row = 0; row < rows; row++) {
    best.fill(-Infinity);
    for (let group = 0; group < groups; group++) {
      const score = scores[row * width + group]!;
      if (score <= best[probedGroups - 1]!) continue;
      let place = probedGroups - 1;
      for (; place > 0 && best[place - 1]! < score; place--) {
        best[place] = best[place - 1]!;
        places[place] = places[place - 1]!;
      }
      best[place] = score;
      places[place] = group;
    }
    for (const group of places) visits[group]!.push(row);
  }
  return visits;
}
