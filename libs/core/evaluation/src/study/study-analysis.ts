import type { CostToTarget } from '../convergence/cost-to-target.ts';
import type { Comparison } from '../significance/compare-runs.ts';

/**
 * Why two arms are compared.
 *
 * - `start`: each trained arm with the student before training;
 * - `rivals`: each arm of optimal transport alone with each trained arm without;
 * - `mixtures`: each arm that mixes optimal transport with other terms with the arms of these terms alone;
 * - `references`: each trained arm with each reference arm but the start;
 * - `languages`: as `rivals` and `mixtures`, over the mean of a group of languages.
 */
export type ComparisonFamily = 'start' | 'rivals' | 'mixtures' | 'references' | 'languages';

/**
 * What is compared, query by query: the main metric at the final point, or its area against log(steps) (`queryAreas` of
 * a cell), which says how fast an arm learns. Areas are compared between arms that train: `rivals`,
 * `mixtures` and `languages`.
 */
export type ComparedMeasure = 'final' | 'area';

/** The main metric of two arms on one track, `second` minus `first`, over all common seeds. */
export interface StudyComparison extends Comparison {
  readonly family: ComparisonFamily;
  readonly measure: ComparedMeasure;
  readonly track: number;
  /** Of a language, or `low-resource`, `high-resource` or `all` in the family `languages`. */
  readonly language: string;
  readonly setting: string;
  readonly bitextBudget: number;
  readonly first: string;
  readonly second: string;
  readonly seeds: readonly number[];
  /** `randomizationPValue`, corrected over everything that is compared on the track. */
  readonly correctedPValue: number;
  /**
   * Whether the trained models are shown to differ: the corrected p-value is below one minus the confidence level and
   * the interval leaves out 0. With these seeds; of others it says nothing.
   */
  readonly significant: boolean;
  /** p-value of `overSeeds`, corrected likewise; unset where that is. */
  readonly correctedSeedsPValue?: number;
  /**
   * Whether the arms are shown to differ under other seeds, too: `significant`, and the corrected p-value over seeds is
   * below one minus the confidence level.
   */
  readonly generalizes: boolean;
}

/** The final value of the main metric over the seeds of an arm. */
export interface ArmSummary {
  readonly arm: string;
  readonly track: number;
  readonly language: string;
  readonly setting: string;
  readonly bitextBudget: number;
  readonly seeds: readonly number[];
  /** One per metric of the study; null where it does not apply to the track. */
  readonly means: readonly (number | null)[];
  /** Of the main metric, by bootstrap over seeds and paragraphs: see `bootstrapInterval` for few seeds. */
  readonly interval: { readonly lower: number; readonly upper: number; readonly confidence: number };
}

/** What a trained cell spent to come a share of the way from the start to the teacher, on the main track. */
export interface CellConvergence {
  readonly cell: string;
  readonly start: number;
  readonly teacher: number;
  /** One per target of the study. Empty where the teacher is not above the start. */
  readonly targets: readonly (CostToTarget & { readonly share: number; readonly score: number })[];
  /** Mean of the main metric over the logarithm of the steps; unset with fewer than two points from step 1. */
  readonly area?: number;
}

/** Restricted mean and Kaplan-Meier median of a cost; the median is unset where fewer than half the runs get there. */
export interface CostSummary {
  /** Mean of the smaller of the cost and the horizon. */
  readonly restrictedMean: number;
  /** The same for all arms of a language, setting, budget and target. */
  readonly horizon: number;
  readonly median?: number;
}

/** To-target costs of an arm in a language over its seeds; runs that do not get there are censored. */
export interface ArmConvergence {
  readonly arm: string;
  readonly language: string;
  readonly setting: string;
  readonly bitextBudget: number;
  readonly share: number;
  readonly runs: number;
  readonly reached: number;
  readonly steps: CostSummary;
  readonly pairs: CostSummary;
  readonly seconds: CostSummary;
}

/** Share of the problems (language, setting, budget, seed) that arms solve within factors of the cheapest one's cost. */
export interface StudyProfile {
  readonly share: number;
  readonly cost: 'steps' | 'seconds';
  readonly arms: readonly string[];
  /** How many there are. */
  readonly problems: number;
  readonly factors: readonly number[];
  /** `values[arm][factor]`, 0 to 1. */
  readonly values: readonly (readonly number[])[];
}

/** What follows from a study's cells. Empty lists where nothing is known yet. */
export interface StudyAnalysis {
  readonly summaries: readonly ArmSummary[];
  readonly comparisons: readonly StudyComparison[];
  readonly convergence: readonly CellConvergence[];
  readonly armConvergence: readonly ArmConvergence[];
  readonly profiles: readonly StudyProfile[];
}
