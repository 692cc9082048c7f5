import { median, quantile } from '../../measure/quantile.ts';
import type { Answers, Trial } from '../engines/engine.ts';
import { recall } from './recall.ts';

/** Shares of the exact best ten, in per cent, at which engines are compared. */
export const targets = [90, 95, 99];

/**
 * Times at equal recall: of the efforts whose recall@10 is at least a target, those of the fastest; none where no effort
 * reaches it, with its number in the engine's list. Besides the most that the engine finds, and what the most of the best
 * ten costs.
 * @param name engine and size
 */
export function engineFigures(name: string, trials: readonly Trial[], exact: Answers): Record<string, number> {
  const measured = trials
    .map((trial, effort) => ({
      trial,
      effort,
      found: recall(exact, trial.answers, 10),
      p50: median(trial.milliseconds),
    }))
    .sort((a, b) => a.p50 - b.p50);
  const figures: Record<string, number> = {};
  for (const target of targets) {
    const fastest = measured.find(({ found }) => found >= target / 100);
    if (fastest === undefined) continue;
    figures[`effort.${name}.${target}`] = fastest.effort;
    figures[`p50_ms.${name}.${target}`] = fastest.p50;
    figures[`p95_ms.${name}.${target}`] = quantile(fastest.trial.milliseconds, 0.95);
    figures[`qps.${name}.${target}`] = fastest.trial.milliseconds.length / fastest.trial.seconds;
  }
  const best = measured.reduce((a, b) => (b.found > a.found ? b : a));
  figures[`recall_10.${name}`] = best.found;
  figures[`recall_100.${name}`] = Math.max(...trials.map(({ answers }) => recall(exact, answers, 100)));
  figures[`p50_ms.${name}.best`] = best.p50;
  return figures;
}
