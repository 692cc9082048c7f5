import type { TokenCodec, TokenCodes } from '../src/index.ts';

export function naiveDot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** MaxSim in float64: sum over query tokens of the largest dot product with a passage token; both [tokens, dims]. */
export function naiveMaxSim(query: ArrayLike<number>, passage: ArrayLike<number>, dims: number): number {
  const rows = (vectors: ArrayLike<number>) =>
    Array.from({ length: vectors.length / dims }, (_, row) =>
      Array.from({ length: dims }, (_, dim) => vectors[row * dims + dim]!),
    );
  const tokens = rows(passage);
  return rows(query).reduce((sum, row) => sum + Math.max(...tokens.map((token) => naiveDot(row, token))), 0);
}

/** The vectors [tokens, dims] that codes stand for, in float64. */
export function naiveDecode(codec: TokenCodec, codes: TokenCodes): Float64Array {
  const { dims, bits, centroids, rotation, levels } = codec;
  const stride = 2 + (dims * bits) / 8;
  const vectors = new Float64Array(codes.centroids.length * dims);
  codes.centroids.forEach((centroid, token) => {
    const code = codes.residuals.subarray(token * stride, (token + 1) * stride);
    const [scale] = new Float16Array(code.slice(0, 2).buffer);
    for (let component = 0; component < dims; component++) {
      const position = component * bits;
      const level = (code[2 + (position >> 3)]! >> (position % 8)) & (2 ** bits - 1);
      const value = scale! * levels[level]!;
      for (let dim = 0; dim < dims; dim++) vectors[token * dims + dim]! += value * rotation[component * dims + dim]!;
    }
    for (let dim = 0; dim < dims; dim++) vectors[token * dims + dim]! += centroids[centroid * dims + dim]!;
  });
  return vectors;
}

/** What the first stage of a search does, in float64: an estimate for every passage that it reaches. */
export function naiveCandidates(
  query: Float32Array,
  codec: TokenCodec,
  tokenCentroids: ArrayLike<number>,
  tokenStarts: ArrayLike<number>,
  probes: number,
): Map<number, number> {
  const { dims, centroids } = codec;
  const count = centroids.length / dims;
  const estimates = new Map<number, number>();
  for (let token = 0; token < query.length / dims; token++) {
    const scores = Array.from({ length: count }, (_, centroid) =>
      naiveDot(
        query.subarray(token * dims, (token + 1) * dims),
        centroids.subarray(centroid * dims, (centroid + 1) * dims),
      ),
    );
    const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!);
    const floor = scores[order[Math.min(probes, count - 1)]!]!;
    const probed = new Set(order.slice(0, probes));
    for (let passage = 0; passage + 1 < tokenStarts.length; passage++) {
      const reached = Array.from(
        { length: tokenStarts[passage + 1]! - tokenStarts[passage]! },
        (_, i) => tokenCentroids[tokenStarts[passage]! + i]!,
      ).filter((centroid) => probed.has(centroid));
      if (reached.length === 0) continue;
      const gain = Math.max(...reached.map((centroid) => scores[centroid]!)) - floor;
      estimates.set(passage, (estimates.get(passage) ?? 0) + gain);
    }
  }
  return estimates;
}
