/** Index of the first NaN or infinity in `values`, -1 when all are finite. */
export function firstNonFinite(values: Float32Array): number {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let index = 0; index < bits.length; index++) {
    if ((bits[index]! & 0x7f80_0000) === 0x7f80_0000) return index;
  }
  return -1;
}
