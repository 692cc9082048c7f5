/**
 * How much of the mass each position carries: the same on every position, special and [MASK] tokens too (OPTICAL's
 * definition); the same on every token of the text; or on those in proportion to their inverse document frequency.
 */
export const marginalNames = ['uniform-positions', 'uniform-tokens', 'inverse-document-frequency'] as const;

export type Marginal = (typeof marginalNames)[number];

/** Settings of a transport problem on the cosine cost, which is 0 to 2. */
export interface TransportSettings {
  /** Mass of the student's positions. Default `uniform-tokens`. */
  readonly studentMarginal?: Marginal;
  /** Mass of the teacher's positions. Default `uniform-tokens`. */
  readonly teacherMarginal?: Marginal;
  /** Strength of the entropic or, for IPOT, the proximal term; 1e-4 to 100. Default 0.02, for IPOT 0.5. */
  readonly regularization?: number;
  /**
   * Regularisation of the first iteration, at least `regularization`, to which it falls geometrically over the first
   * half of the iterations. Default: 0.5 for a `regularization` below 0.05, else constant. Not for IPOT.
   */
  readonly initialRegularization?: number;
  /** 1 to 10,000; of IPOT, its outer ones. Default 50. */
  readonly iterations?: number;
  /** Inner iterations of IPOT, 1 to 100. Default 1. */
  readonly innerIterations?: number;
  /** Weight of the Kullback-Leibler penalty on the marginals of `ot-unbalanced`, above 0. Default 1. */
  readonly marginalPenalty?: number;
  /** Whether gradients flow through the iterations. Default false: the plan is a constant (envelope theorem). */
  readonly unroll?: boolean;
}

/** Settings of a softmax over MaxSim scores. */
export interface SoftmaxSettings {
  /** Divides the scores, above 0. Default 1. */
  readonly temperature?: number;
  /** Average over both directions, from student to teacher and back. Default false: student to teacher. */
  readonly symmetric?: boolean;
}

/** Settings of nearest-token matching. */
export interface GreedySettings {
  /** Match each teacher token to its nearest student token too. Default false. */
  readonly symmetric?: boolean;
}
