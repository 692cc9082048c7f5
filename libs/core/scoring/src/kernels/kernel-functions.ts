/** Byte offset in a kernel memory. */
export type Pointer = number;

/** The functions of the folder assembly, where shapes and units are stated. */
export interface KernelFunctions {
  pack(rows: Pointer, count: number, dims: number, blocks: Pointer): void;
  products(rows: Pointer, count: number, dims: number, packed: Pointer, blocks: number, scores: Pointer): void;
  maxSim(rows: Pointer, count: number, dims: number, packed: Pointer, blocks: number, scratch: Pointer): number;
  halfMaxSim(halves: Pointer, count: number, dims: number, packed: Pointer, blocks: number, scratch: Pointer): number;
  byteMaxSim(
    bytes: Pointer,
    scales: Pointer,
    count: number,
    dims: number,
    packed: Pointer,
    blocks: number,
    scratch: Pointer,
  ): number;
  nearest(
    rows: Pointer,
    count: number,
    dims: number,
    packed: Pointer,
    columns: number,
    scratch: Pointer,
    best: Pointer,
    index: Pointer,
  ): void;
  encodeResiduals(residuals: Pointer, count: number, dims: number, bits: number, levels: Pointer, codes: Pointer): void;
  residualTable(
    rows: Pointer,
    tokens: number,
    dims: number,
    bits: number,
    levels: Pointer,
    part: number,
    weight: number,
    table: Pointer,
    scales: Pointer,
  ): void;
  codesMaxSim(
    passages: Pointer,
    count: number,
    tokenStarts: Pointer,
    centroids: Pointer,
    codes: Pointer,
    residualBytes: number,
    usedBytes: number,
    centroidScores: Pointer,
    table: Pointer,
    scales: Pointer,
    queryTokens: number,
    scratch: Pointer,
    scores: Pointer,
  ): void;
  widenHalf(source: Pointer, count: number, target: Pointer): void;
  admit(live: Pointer, eligible: Pointer, passages: number, stamps: Pointer): void;
  collect(
    list: Pointer,
    length: number,
    gain: number,
    token: number,
    stamps: Pointer,
    scores: Pointer,
    found: Pointer,
    foundCount: number,
  ): number;
  forget(found: Pointer, count: number, scores: Pointer): void;
  selectTop(items: Pointer, count: number, scores: Pointer, heap: Pointer, capacity: number): number;
}

/** Vectors side by side in a packed block. */
export const blockLanes = 16;

/** Packed blocks that `vectors` vectors fill. */
export const blocksOf = (vectors: number): number => Math.ceil(vectors / blockLanes);
