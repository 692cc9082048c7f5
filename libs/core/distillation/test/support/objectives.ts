import type { WeightedObjective } from '../../src/index.ts';

const idf = 'inverse-document-frequency';

/** Every arm, with settings that make it read much. */
export const everyObjective: readonly WeightedObjective[] = [
  { objective: 'pooled-mse' },
  { objective: 'position-mse' },
  { objective: 'greedy', greedy: { symmetric: true } },
  { objective: 'assignment' },
  { objective: 'ot-sinkhorn', transport: { studentMarginal: idf, regularization: 0.1, iterations: 20 } },
  { objective: 'ot-ipot', transport: { teacherMarginal: 'uniform-positions', iterations: 20 } },
  { objective: 'ot-unbalanced', transport: { teacherMarginal: idf, regularization: 0.1, iterations: 20 } },
  { objective: 'contrastive', softmax: { symmetric: true, temperature: 0.5 } },
  { objective: 'score-kl', softmax: { symmetric: true, temperature: 0.5 } },
];
