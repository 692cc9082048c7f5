import { invalidArgument } from '@optical/errors';
import { bootstrapInterval } from './bootstrap.ts';
import type { Interval } from './bootstrap.ts';
import { checkRows, clusterSums } from './cluster-sums.ts';
import { testOverSeeds } from './over-seeds.ts';
import type { SeedsTest } from './over-seeds.ts';
import { pairedT } from './paired-t.ts';
import { randomizationPValue } from './randomization-test.ts';
import { resolveResampling } from './resampling.ts';
import type { Resampling } from './resampling.ts';

/** How two runs differ, over the same queries. */
export interface Comparison {
  /** Mean of second minus first. */
  readonly difference: number;
  /** Of the difference between these runs, over other paragraphs; bootstrap of whole clusters. */
  readonly interval: Interval;
  /** Two-sided, above 0: that these runs do not differ. Signs are drawn for whole clusters. */
  readonly randomizationPValue: number;
  /** Two-sided, of the paired t-test by cluster; unset where every difference is the same, and with a single cluster. */
  readonly tPValue?: number;
  /** Cohen's d for paired samples, of single queries; unset as `tPValue` is. */
  readonly effectSize?: number;
  /** Queries on which the second is better. */
  readonly wins: number;
  /** Queries on which the first is better. */
  readonly losses: number;
  /** Whether what trained the runs would differ under other seeds, too; unset with one seed, which cannot tell. */
  readonly overSeeds?: SeedsTest;
}

/**
 * Compares the values of two runs: one row per training seed (paired: the same seeds in both), one column per query.
 * `clusters[query]` names what queries share, such as their paragraph.
 *
 * Two populations are asked about. Randomisation, t-test, interval, wins and losses are over the means of the seeds
 * that ran, so they are about these trained models, on other paragraphs: a clear difference may still be the luck of
 * the seeds. `overSeeds` is about the methods, under other seeds, too. Queries of a paragraph are alike, so that no
 * test takes them for independent: signs and resamples are drawn for whole clusters.
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
  const { sums } = clusterSums([differences], clusters);
  const t = pairedT(differences, clusters);
  const overSeeds = testOverSeeds(rows, clusters, resolveResampling(resampling).confidence);
  return {
    difference: differences.reduce((sum, x) => sum + x, 0) / differences.length,
    interval: bootstrapInterval([differences], clusters, resampling),
    randomizationPValue: randomizationPValue(sums[0]!, resampling),
    ...(t && { tPValue: t.pValue, effectSize: t.effectSize }),
    wins: differences.filter((x) => x > 0).length,
    losses: differences.filter((x) => x < 0).length,
    ...(overSeeds && { overSeeds }),
  };
}
