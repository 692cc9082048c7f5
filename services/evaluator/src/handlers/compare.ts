import { invalidArgument } from '@optical/errors';
import { compareRuns } from '@optical/evaluation';
import type { StudyMetric } from '@optical/evaluation';
import type { ServiceHandlers } from '@optical/grpc';
import { correct, readCorrection } from '../scoring/corrections.ts';
import type { EvaluationParts } from '../scoring/evaluator.ts';
import { scoreAndStore } from '../scoring/evaluator.ts';
import { resolveJudgments, resolveRun } from '../scoring/run-sources.ts';
import { clusterOf } from '../scoring/score-run.ts';
import { readMetric, readResampling } from '../scoring/wire-metrics.ts';
import { valueMessage } from './evaluate.ts';

const maxRuns = 100;

/** Tests pairs of runs over the judged queries. */
export const compare =
  (parts: EvaluationParts): ServiceHandlers<'evaluator'>['compare'] =>
  async ({ runs: sources, judgments, metric: given, baseline, correction, resampling: spec }, { signal }) => {
    if (sources.length < 2 || sources.length > maxRuns)
      throw invalidArgument({ field: 'runs', description: `has ${sources.length} runs, not 2 to ${maxRuns}` });
    if (baseline !== undefined && baseline >= sources.length)
      throw invalidArgument({ field: 'baseline', description: `${baseline} is not below ${sources.length}` });
    const metric: StudyMetric = given ? readMetric(given, 'metric') : { kind: 'ndcg', cutoff: 10 };
    if (metric.kind === 'rank-distance')
      throw invalidArgument({ field: 'metric.kind', description: 'rank distance has no values of single queries' });
    const resampling = readResampling(spec);
    const judged = await resolveJudgments(judgments, parts.tracks);
    const cluster = clusterOf(judged);
    const scored = [];
    for (const [place, source] of sources.entries()) {
      const run = await resolveRun(source, judged, parts, `runs[${place}]`, signal);
      scored.push(await scoreAndStore(run, judged, [metric], resampling, parts));
    }
    const clusters = scored[0]!.queries.map(({ queryId }) => cluster(queryId));
    const rows = scored.map(({ queries }) => queries.map(({ values }) => values[0]!));
    const pairs = pairsOf(rows.length, baseline);
    const comparisons = pairs.map(([first, second]) =>
      compareRuns([rows[first]!], [rows[second]!], clusters, resampling),
    );
    const corrected = correct(
      comparisons.map(({ randomizationPValue }) => randomizationPValue),
      readCorrection(correction),
    );
    return {
      values: scored.map(({ values }) => valueMessage(metric, values[0]!)),
      comparisons: comparisons.map((comparison, place) => ({
        first: pairs[place]![0],
        second: pairs[place]![1],
        difference: comparison.difference,
        interval: comparison.interval,
        randomizationPValue: comparison.randomizationPValue,
        ...(comparison.tPValue !== undefined && { tPValue: comparison.tPValue }),
        correctedPValue: corrected[place]!,
        ...(comparison.effectSize !== undefined && { effectSize: comparison.effectSize }),
        wins: comparison.wins,
        losses: comparison.losses,
      })),
    };
  };

/** The baseline with every other run, or every pair. */
function pairsOf(count: number, baseline: number | undefined): (readonly [number, number])[] {
  const places = Array.from({ length: count }, (_, place) => place);
  if (baseline !== undefined)
    return places.filter((place) => place !== baseline).map((place) => [baseline, place] as const);
  return places.flatMap((first) => places.slice(first + 1).map((second) => [first, second] as const));
}
