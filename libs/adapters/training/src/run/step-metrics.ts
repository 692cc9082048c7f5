import type { RunState } from './state/run-state.ts';
import type { TrainingProgress } from './training-event.ts';

/** Sums the metrics of steps until they are reported. */
export class StepMetrics {
  readonly #terms: readonly string[];
  #sums: Record<string, number> = {};
  #steps = 0;
  #residual: number | undefined;
  #learningRate = 0;

  constructor(terms: readonly string[]) {
    this.#terms = terms;
  }

  get steps(): number {
    return this.#steps;
  }

  add(metrics: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(metrics)) {
      this.#sums[name] = (this.#sums[name] ?? 0) + value;
      if (name.startsWith('residual.')) this.#residual = Math.max(this.#residual ?? 0, value);
    }
    this.#learningRate = metrics.learningRate ?? this.#learningRate;
    this.#steps += 1;
  }

  /** Means since the last call. `shares`: of the steps' time that solver and optimiser take. */
  take(state: RunState, totalSteps: number, shares: TimeShares | undefined): TrainingProgress {
    const mean = (name: string): number => (this.#sums[name] ?? 0) / Math.max(1, this.#steps);
    const { time, step, examples, tokens, heldOutLoss, best, replacedPlans } = state;
    const perSecond = (count: number): number => (time.training > 0 ? count / time.training : 0);
    const progress: TrainingProgress = {
      step,
      totalSteps,
      examples,
      loss: mean('loss'),
      objectiveLosses: this.#terms.map((term) => mean(`loss.${term}`)),
      ...(heldOutLoss !== undefined && { heldOutLoss }),
      ...(best && { bestHeldOutLoss: best.heldOutLoss }),
      ...(this.#residual !== undefined && { marginalResidual: this.#residual }),
      replacedPlans,
      learningRate: this.#learningRate,
      gradientNorm: mean('gradientNorm'),
      tokensPerSecond: perSecond(tokens),
      examplesPerSecond: perSecond(examples),
      ...(step > 0 && { etaSeconds: ((totalSteps - step) * time.training) / step }),
      time: {
        ...time,
        ...(shares && { solver: shares.solver * time.steps, optimizer: shares.optimizer * time.steps }),
      },
    };
    this.#sums = {};
    this.#steps = 0;
    this.#residual = undefined;
    return progress;
  }
}

/** Parts of a step's time, 0 to 1. */
export interface TimeShares {
  readonly solver: number;
  readonly optimizer: number;
}
