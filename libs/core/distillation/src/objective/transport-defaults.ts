/** Of cosine costs. A blurred plan, as of the common 0.1, pulls each token to the mean of many. */
export const sinkhornDefaults = { regularization: 0.02, iterations: 50 };

/**
 * Where Sinkhorn's algorithm starts unless told: blurred for plans sharper than `sharpest`, which from a sharp start would
 * miss their marginals by a tenth of the mass after 50 iterations; for others constant, which the kernel domain can compute.
 */
export const annealingDefaults = { start: 0.5, sharpest: 0.05 };

/** UNITER's: Chen et al. 2020, https://arxiv.org/abs/1909.11740 */
export const ipotDefaults = { regularization: 0.5, iterations: 50, innerIterations: 1 };

export const defaultMarginalPenalty = 1;
