import { regularizationSchedule } from '@optical/distillation';
import { reference } from '@optical/transport';

const { cosineCost, maskedMarginal, matrixOf, sinkhorn } = reference;

/** The vectors of a text and which of them belong to its own tokens. */
export interface Side {
  /** [tokens, dims] */
  readonly vectors: Float32Array;
  /** 1 for the text's own tokens, 0 for special ones; one per row. */
  readonly mask: readonly number[];
}

export interface Alignment {
  /** [query tokens, translation tokens], 0 or more; sums to 1 unless a side has no token of its own. */
  readonly plan: Float32Array;
  /** <T, C> with C = 1 - cosine. */
  readonly cost: number;
  /** Largest L1 distance of a marginal; Sinkhorn ends on a column update, so that it is the rows'. */
  readonly residual: number;
}

/**
 * The transport plan between a query and its translation as students are distilled with by default: entropic, with its
 * regularisation and mass on the texts' own tokens alone, solved in float64.
 */
export function alignTranslation(query: Side, translation: Side, dims: number): Alignment {
  const rows = (side: Side) => matrixOf(side.vectors.length / dims, dims, side.vectors);
  const problem = {
    cost: cosineCost(rows(query), rows(translation)),
    a: maskedMarginal(query.mask),
    b: maskedMarginal(translation.mask),
  };
  const { plan, cost, residual } = sinkhorn(problem, { schedule: regularizationSchedule({}) });
  return { plan: Float32Array.from(plan.values), cost, residual };
}
