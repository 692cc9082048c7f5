import { OpticalError } from '@optical/errors';
import type { Coalesced } from '../gradient/row-sparse.ts';
import type { Value } from '../graph/types.ts';
import { add, div, mul, pow, square, sub } from '../operators/arithmetic.ts';
import { gather, scatterRows } from '../operators/indexing.ts';
import { where } from '../operators/logic.ts';
import { expand } from '../operators/movement.ts';
import { unsqueeze } from '../operators/reshape.ts';
import { sqrt } from '../operators/unary.ts';
import { adamwDefaults } from './adamw.ts';
import type { AdamWOptions, AdamWStep, Moments } from './adamw.ts';

/** Moments of a table whose rows are written only when they have a gradient. */
export interface RowMoments extends Moments {
  /** [rows, width]: `s₁` of each row as it was after the step that touched it last. */
  readonly first: Value;
  /** [rows, width]: `√s₂` likewise. */
  readonly second: Value;
  /** [rows]: how many steps were complete after that one, as float32, exact up to 2²⁴; 0 where there was none. */
  readonly touched: Value;
}

export interface RowMomentsStep extends AdamWStep {
  /** Steps completed before this one, float32 scalar. */
  readonly completed: Value;
}

export interface RowMomentsUpdated {
  readonly parameter: Value;
  readonly moments: RowMoments;
}

/**
 * The step of `adamw` for a table whose gradient is given by rows: the same parameters after each step, up to rounding.
 * The sums of a row without gradient only decay, `s₁ → β₁ s₁` and `s₂ → β₂ s₂`, so that they follow from the number of
 * steps since its last gradient: moments are written for touched rows alone, and with `j` steps since then
 * `m̂ / (√v̂ + ε) = √n₂/n₁ · (β₁/√β₂)ʲ s₁ / (√s₂ + ε √n₂ β₂^(-j/2))`, where the powers are numbers of a row. So the whole
 * table is passed five times, not ten, and the moments can be updated in place.
 * @throws OpticalError invalid-argument unless `0 < β₂` and `β₁² ≤ β₂`, which keep the powers within float32
 */
export function rowMomentsAdamw(
  table: Value,
  gradient: Coalesced,
  moments: RowMoments,
  step: RowMomentsStep,
  options: AdamWOptions = {},
): RowMomentsUpdated {
  const { beta1, beta2, epsilon, weightDecay } = { ...adamwDefaults, ...options };
  if (!(beta2 > 0 && beta1 ** 2 <= beta2))
    throw new OpticalError(
      'invalid-argument',
      `rowMomentsAdamw: beta1 ${beta1} squared must not exceed beta2 ${beta2}, which must not be 0`,
    );
  const now = add(step.completed, 1);
  const next = touchedMoments(gradient, moments, now, step, { beta1, beta2 });

  const { weights, learningRate, accepted } = step;
  const steps = sub(now, next.touched);
  const perRow = (base: number, factor: Value): Value => unsqueeze(mul(pow(base, steps), factor), 1);
  const root = sqrt(weights.second);
  const ratio = beta1 / Math.sqrt(beta2);
  const change = mul(
    div(next.first, add(next.second, perRow(beta2 ** -0.5, mul(root, epsilon)))),
    perRow(ratio, mul(learningRate, div(root, weights.first))),
  );
  const decayed = weightDecay === 0 ? table : mul(table, sub(1, mul(learningRate, weightDecay)));
  const moved = sub(decayed, change);
  return { parameter: accepted === undefined ? moved : where(accepted, moved, table), moments: next };
}

/** `s₁ → β₁ʲ s₁ + g` and `√s₂ → √(β₂ʲ s₂ + g²)` in the rows that have a gradient, `j` steps after their last one. */
function touchedMoments(
  { indices, rows }: Coalesced,
  moments: RowMoments,
  now: Value,
  { gradientScale, accepted }: AdamWStep,
  { beta1, beta2 }: Required<Pick<AdamWOptions, 'beta1' | 'beta2'>>,
): RowMoments {
  const before = {
    first: gather(moments.first, indices),
    second: gather(moments.second, indices),
    touched: gather(moments.touched, indices),
  };
  const g = gradientScale === undefined ? rows : mul(rows, gradientScale);
  const decay = (base: number): Value => unsqueeze(pow(base, sub(now, before.touched)), 1);
  const after = {
    first: add(mul(before.first, decay(beta1)), g),
    second: sqrt(add(mul(square(before.second), decay(beta2)), square(g))),
    touched: expand(now, indices.shape),
  };
  const write = (part: keyof RowMoments): Value =>
    scatterRows(
      moments[part],
      indices,
      accepted === undefined ? after[part] : where(accepted, after[part], before[part]),
    );
  return { first: write('first'), second: write('second'), touched: write('touched') };
}
