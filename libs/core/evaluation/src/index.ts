export { evaluateRun } from './metrics/evaluate-run.ts';
export type { Evaluation, QueryValues } from './metrics/evaluate-run.ts';
export { metricKinds, metricName } from './metrics/metric.ts';
export type { Metric, MetricKind } from './metrics/metric.ts';
export type { Judgment, Ranking, Run } from './metrics/run.ts';
export { trecOrder } from './metrics/trec-order.ts';
