/** Of cosine costs. A blurred plan, as of the common 0.1, pulls each token to the mean of many. */
export const sinkhornDefaults = { regularization: 0.02, iterations: 50 };

/** UNITER's: Chen et al. 2020, https://arxiv.org/abs/1909.11740 */
export const ipotDefaults = { regularization: 0.5, iterations: 50, innerIterations: 1 };

export const defaultMarginalPenalty = 1;
