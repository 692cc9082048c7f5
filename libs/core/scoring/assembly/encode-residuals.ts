/**
 * Residual codes of `count` rotated residuals: per token a binary16 scale and `dims * bits / 8` bytes.
 * With u the residual divided by its root mean square and v the levels its components are nearest to, the scale is
 * |u|^2 / <u, v> times that root mean square: the estimated dot product of the residual with itself is then exact
 * (Gao and Long, RaBitQ, arXiv 2405.12497, equation 12, of more than one bit).
 * @param levels [2 ** bits] floats, ascending
 */
export function encodeResiduals(
  residuals: usize,
  count: usize,
  dims: usize,
  bits: usize,
  levels: usize,
  codes: usize,
): void {
  const components: usize = 8 / bits;
  const bytes = dims / components;
  for (let token: usize = 0; token < count; token++) {
    const row = residuals + ((token * dims) << 2);
    const code = codes + token * (bytes + 2);
    let square: f32 = 0;
    for (let dim: usize = 0; dim < dims; dim++) {
      const value = load<f32>(row + (dim << 2));
      // A power would bring tables in the module's memory, which loading it again in another thread restores.
      square += value * value;
    }
    const inverse: f32 = square > 0 ? Mathf.sqrt(<f32>dims / square) : 0;
    let agreement: f32 = 0;
    for (let byte: usize = 0; byte < bytes; byte++) {
      let packed: u32 = 0;
      for (let part: usize = 0; part < components; part++) {
        const value = load<f32>(row + ((byte * components + part) << 2));
        const level = nearestLevel(value * inverse, levels, (<u32>1) << (<u32>bits));
        agreement += value * load<f32>(levels + ((<usize>level) << 2));
        const shift = <u32>(part * bits);
        packed |= level << shift;
      }
      store<u8>(code + 2 + byte, packed);
    }
    store<u16>(code, toHalf(agreement > 0 ? square / agreement : 0));
  }
}

/** Index of the level nearest to `value`, the lower of two equally near. */
function nearestLevel(value: f32, levels: usize, count: u32): u32 {
  let low: u32 = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const boundary =
      (load<f32>(levels + ((<usize>middle) << 2)) + load<f32>(levels + ((<usize>middle + 1) << 2))) * 0.5;
    if (value > boundary) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Binary16 bits of a number from 0 to 65504, rounded to nearest. */
export function toHalf(value: f32): u32 {
  // Moving the exponent by multiplication rounds subnormal results as binary16 does.
  const bits = reinterpret<u32>(value * reinterpret<f32>(0x07800000));
  return (bits + 0xfff + ((bits >> 13) & 1)) >> 13;
}
