/** Moves the first `dims` of every `width` floats together, in place: the columns that only fill a block up go. */
export function closeRows(values: Float32Array, width: number, dims: number): void {
  if (width === dims) return;
  for (let row = 1; row * width < values.length; row++) values.copyWithin(row * dims, row * width, row * width + dims);
}
