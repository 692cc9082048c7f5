import type { MetricValue } from '@optical/contracts/evaluator';
import type { ServiceHandlers } from '@optical/grpc';
import type { StudyMetric, StudyValue } from '@optical/evaluation';
import { scoreAndStore } from '../scoring/evaluator.ts';
import type { EvaluationParts } from '../scoring/evaluator.ts';
import { rankedDepth } from '../scoring/rank-distance.ts';
import { resolveJudgments, resolveRun } from '../scoring/run-sources.ts';
import { metricMessage, readMetrics, readResampling } from '../scoring/wire-metrics.ts';

const presetMetrics: readonly StudyMetric[] = [
  { kind: 'ndcg', cutoff: 10 },
  { kind: 'reciprocal-rank', cutoff: 10 },
  { kind: 'average-precision', cutoff: 0 },
  { kind: 'recall', cutoff: 100 },
  { kind: 'success', cutoff: 1 },
  { kind: 'judged', cutoff: 10 },
];

/** Scores a run that was sent or registered, or that a model makes. */
export const evaluate =
  (parts: EvaluationParts): ServiceHandlers<'evaluator'>['evaluate'] =>
  async ({ run: source, judgments, metrics: given, includeQueries, resampling }, { signal }) => {
    const metrics = readMetrics(given, presetMetrics);
    const judged = await resolveJudgments(judgments, parts.tracks);
    const depth = rankedDepth(judged.track, metrics, parts.depth);
    const run = await resolveRun(source, judged, { ...parts, depth }, 'run', signal);
    const scored = await scoreAndStore(run, judged, metrics, readResampling(resampling), parts);
    const queryValues = scored.queries.map(({ queryId, values }) => ({ queryId, values: [...values] }));
    return {
      values: scored.values.map((value, place) => valueMessage(metrics[place]!, value)),
      queries: includeQueries ? queryValues : [],
      judgedQueries: scored.queries.length,
      missingQueries: scored.missingQueries,
      ...(scored.version && { run: scored.version }),
    };
  };

/** A value that does not apply to the run is NaN, without an interval. */
export const valueMessage = (metric: StudyMetric, value: StudyValue | null): MetricValue => ({
  metric: metricMessage(metric),
  mean: value?.mean ?? NaN,
  ...(value?.interval && { interval: value.interval }),
});
