import { Arena, createKernelMemory, loadKernels } from '@optical/scoring';

/** Columns of a packed block. */
const blockLanes = 16;

/** Dot products of rows with fixed columns, by the scoring library's kernels. */
export interface Products {
  /** [rows, width], valid until the next call; columns from the number of fixed ones on are zero. */
  readonly products: Float32Array;
  readonly width: number;
}

/** @param columns [count, dims] */
export function multiplier(columns: Float32Array, dims: number): (rows: Float32Array) => Products {
  const memory = createKernelMemory(2 ** 31);
  const kernels = loadKernels(memory);
  const arena = new Arena(memory);
  const count = columns.length / dims;
  const blocks = Math.ceil(count / blockLanes);
  const width = blocks * blockLanes;
  const packed = arena.floats(width * dims).pointer;
  arena.scoped(() => {
    const source = arena.floats(columns.length);
    source.values.set(columns);
    kernels.pack(source.pointer, count, dims, packed);
  });
  return (rows) =>
    arena.scoped(() => {
      const source = arena.floats(rows.length);
      source.values.set(rows);
      const products = arena.floats((rows.length / dims) * width);
      kernels.products(source.pointer, rows.length / dims, dims, packed, blocks, products.pointer);
      return { products: products.values, width };
    });
}
