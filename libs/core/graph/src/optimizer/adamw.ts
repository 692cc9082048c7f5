import type { Value } from '../graph/types.ts';
import { add, div, mul, square, sub } from '../operators/arithmetic.ts';
import { gather, scatterRows } from '../operators/indexing.ts';
import { where } from '../operators/logic.ts';
import { sqrt } from '../operators/unary.ts';
import type { Coalesced } from '../gradient/row-sparse.ts';

/** Hyperparameters, with PyTorch's names, defaults and meaning. */
export interface AdamWOptions {
  /** Decay of the average of the gradients, default 0.9. */
  readonly beta1?: number;
  /** Decay of the average of their squares, default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the second average, default 1e-8. */
  readonly epsilon?: number;
  /** Decoupled: each step scales the parameter by `1 - learningRate · weightDecay`. Default 0.01. */
  readonly weightDecay?: number;
}

/**
 * A pair of exponentially weighted sums, `s₁ = β₁ s₁ + g` and `s₂ = β₂ s₂ + g²`, both 0 before the first step. PyTorch's
 * averages are `exp_avg = (1 - β₁) s₁` and `exp_avg_sq = (1 - β₂) s₂`; sums spare two passes over the parameter.
 */
export interface Moments {
  readonly first: Value;
  readonly second: Value;
}

/** What all parameters of one step share. */
export interface AdamWStep {
  /** Sums of the weights in the moments after this step, scalars: see `advance`. */
  readonly weights: Moments;
  /** Scalar. */
  readonly learningRate: Value;
  /** Scalar that multiplies every gradient, such as a clipping factor. */
  readonly gradientScale?: Value;
  /** Bool scalar; where it is false the step changes nothing, whatever the gradient. */
  readonly accepted?: Value;
}

export interface Updated {
  readonly parameter: Value;
  readonly moments: Moments;
}

export const adamwDefaults = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };

/**
 * Sums of weights of the next step: `n = β n + 1`, 0 before the first. Dividing by them is the bias correction, since
 * `n = (1 - βᵗ) / (1 - β)`; the recurrence keeps float32 precision, which `1 - βᵗ` would lose to cancellation.
 */
export function advance({ first, second }: Moments, options: AdamWOptions = {}): Moments {
  const { beta1, beta2 } = { ...adamwDefaults, ...options };
  return { first: add(mul(first, beta1), 1), second: add(mul(second, beta2), 1) };
}

/**
 * One step of AdamW (Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101) as in torch.optim.AdamW:
 * `p = (1 - lr λ) p - lr m̂ / (√v̂ + ε)`, where `m̂ = s₁ / n₁` and `v̂ = s₂ / n₂` are the bias-corrected averages.
 * The gradient of a table that is read by rows may be given by rows: the step is the same, with less work.
 */
export function adamw(
  parameter: Value,
  gradient: Value | Coalesced,
  moments: Moments,
  step: AdamWStep,
  options: AdamWOptions = {},
): Updated {
  const { beta1, beta2 } = { ...adamwDefaults, ...options };
  const decayed = { first: mul(moments.first, beta1), second: mul(moments.second, beta2) };
  const accumulated = 'indices' in gradient ? addedRows(decayed, gradient, step) : added(decayed, gradient, step);
  const moved = move(parameter, accumulated, step, options);
  return step.accepted === undefined
    ? { parameter: moved, moments: accumulated }
    : kept(step.accepted, { parameter: moved, moments: accumulated }, { parameter, moments });
}

/**
 * Lazy AdamW on the rows that the step read: those rows are updated as by `adamw` with the summed gradient; all others
 * keep their values and moments, which do not decay meanwhile. Decay too reaches touched rows only. The bias correction
 * counts all steps. This is the rule of torch.optim.SparseAdam, with AdamW's place of epsilon (there `√v + ε` is not
 * bias-corrected) and weight decay. Where every row is read in every step it equals `adamw`.
 */
export function rowSparseAdamw(
  table: Value,
  { indices, rows }: Coalesced,
  moments: Moments,
  step: AdamWStep,
  options: AdamWOptions = {},
): Updated {
  const touched = { first: gather(moments.first, indices), second: gather(moments.second, indices) };
  const updated = adamw(gather(table, indices), rows, touched, step, options);
  return {
    parameter: scatterRows(table, indices, updated.parameter),
    moments: {
      first: scatterRows(moments.first, indices, updated.moments.first),
      second: scatterRows(moments.second, indices, updated.moments.second),
    },
  };
}

function added({ first, second }: Moments, gradient: Value, step: AdamWStep): Moments {
  const { gradientScale = 1 } = step;
  const g = mul(gradient, gradientScale);
  return { first: add(first, g), second: add(second, square(g)) };
}

/** Rows without gradient stay as they are. */
function addedRows({ first, second }: Moments, { indices, rows }: Coalesced, step: AdamWStep): Moments {
  const sums = added({ first: gather(first, indices), second: gather(second, indices) }, rows, step);
  return { first: scatterRows(first, indices, sums.first), second: scatterRows(second, indices, sums.second) };
}

/** `p = (1 - lr λ) p - lr m̂ / (√v̂ + ε)`, its scalars taken together so that few operations see whole tensors. */
function move(
  parameter: Value,
  { first, second }: Moments,
  { weights, learningRate }: AdamWStep,
  options: AdamWOptions,
): Value {
  const { epsilon, weightDecay } = { ...adamwDefaults, ...options };
  const root = sqrt(weights.second);
  const direction = div(first, add(sqrt(second), mul(root, epsilon)));
  const change = mul(direction, mul(learningRate, div(root, weights.first)));
  const decayed = weightDecay === 0 ? parameter : mul(parameter, sub(1, mul(learningRate, weightDecay)));
  return sub(decayed, change);
}

function kept(accepted: Value, after: Updated, before: Updated): Updated {
  return {
    parameter: where(accepted, after.parameter, before.parameter),
    moments: {
      first: where(accepted, after.moments.first, before.moments.first),
      second: where(accepted, after.moments.second, before.moments.second),
    },
  };
}
