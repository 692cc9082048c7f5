/**
 * Kernel-domain Sinkhorn stays inside float32 while the cost range R is at most this many times epsilon (for cosine
 * cost, R = 2: epsilon of at least 0.05).
 *
 * Proof, for K_ij = exp(-(C_ij - min_k C_ik) / epsilon), r = R / epsilon and a start v = b. K lies in [exp(-r), 1]. The
 * optimal v* satisfies log(v*_j / b_j) = g_j / epsilon, where the g_j differ by at most R, so up to the free common
 * factor |log(v* / b)| <= r / 2. The map of an iteration, in log v, is monotone and commutes with adding a constant,
 * hence does not increase the largest distance to log v*: |log(v / v*)| <= r / 2 throughout, and |log(v / b)| <= r. As b
 * sums to 1, K v lies in [exp(-2 r), exp(r)], u / a in [exp(-r), exp(2 r)] and K^T u = b / v in [exp(-r), exp(r)]. The
 * normal numbers of float32 reach from exp(-87.3) to exp(88.7): r <= 40 keeps all of them inside with a factor of 1000
 * to spare. All terms are positive, so nothing cancels and rounding stays relative.
 */
export const largestKernelExponent = 40;

/** Whether kernel-domain iterations are proven safe for costs of this range at this epsilon. */
export function kernelDomainIsSafe(range: number, epsilon: number): boolean {
  return range <= largestKernelExponent * epsilon;
}
