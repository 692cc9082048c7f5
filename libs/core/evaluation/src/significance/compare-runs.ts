import { invalidArgument } from '@optical/errors';
import { bootstrapInterval, checkRows } from './bootstrap.ts';
import type { Interval } from './bootstrap.ts';
import { pairedT } from './paired-t.ts';
import { randomizationPValue } from './randomization-test.ts';
import type { Resampling } from './resampling.ts';

/** How two runs differ, over the same queries. */
export interface Comparison {
  /** Mean of second minus first. */
  readonly difference: number;
  readonly interval: Interval;
  /** Two-sided, above 0. */
  readonly randomizationPValue: number;
  /** Two-sided; unset where every difference is the same. */
  readonly tPValue?: number;
  /** Cohen's d for paired samples; unset as `tPValue` is. */
  readonly effectSize?: number;
  /** Queries on which the second is better. */
  readonly wins: number;
  /** Queries on which the first is better. */
  readonly losses: number;
}

/**
 * Compares the values of two runs: one row per training seed (paired: the same seeds in both), one column per query.
 * The tests, wins and losses are over queries, whose values are means over seeds; they say nothing of other seeds. The
 * interval does (`bootstrapInterval`).
 */
export function compareRuns(
  first: readonly (readonly number[])[],
  second: readonly (readonly number[])[],
  clusters: readonly string[],
  resampling: Resampling = {},
): Comparison {
  if (first.length !== second.length) {
    throw invalidArgument({ field: 'second', description: `${second.length} seeds against ${first.length}` });
  }
  checkRows(first, clusters);
  checkRows(second, clusters);
  const rows = first.map((values, seed) => values.map((value, query) => second[seed]![query]! - value));
  const differences = clusters.map((_, query) => rows.reduce((sum, row) => sum + row[query]!, 0) / rows.length);
  const t = pairedT(differences);
  return {
    difference: differences.reduce((sum, x) => sum + x, 0) / differences.length,
    interval: bootstrapInterval(rows, clusters, resampling),
    randomizationPValue: randomizationPValue(differences, resampling),
    ...(t && { tPValue: t.pValue, effectSize: t.effectSize }),
    wins: differences.filter((x) => x > 0).length,
    losses: differences.filter((x) => x < 0).length,
  };
}
