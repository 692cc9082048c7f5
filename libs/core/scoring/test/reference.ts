/** MaxSim in float64: sum over query tokens of the largest dot product with a passage token; both [tokens, dims]. */
export function naiveMaxSim(query: Float32Array, passage: Float32Array, dims: number): number {
  let sum = 0;
  for (let q = 0; q < query.length; q += dims) {
    let best = -Infinity;
    for (let p = 0; p < passage.length; p += dims) {
      let product = 0;
      for (let i = 0; i < dims; i++) product += query[q + i]! * passage[p + i]!;
      best = Math.max(best, product);
    }
    sum += best;
  }
  return sum;
}
