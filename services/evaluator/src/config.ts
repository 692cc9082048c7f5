/** Settings that only the evaluator has, besides those of every service. */
export const evaluatorSettings = {};
