import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StageTimings__Output } from '@optical/contracts/common';
import { readSpans } from '@optical/telemetry/reading';
import { quantile } from '../measure/quantile.ts';

/** Stages of a search, and the spans that show each. */
const spansOf = {
  tokenize: ['optical.retriever.tokenize'],
  queue: ['optical.retriever.queue', 'optical.indexer.queue'],
  encode: ['optical.retriever.encode'],
  candidates: ['optical.indexer.candidates'],
  rerank: ['optical.indexer.rerank'],
} as const;

type Stage = keyof typeof spansOf;
export const stages = Object.keys(spansOf) as Stage[];

export const stageMs = (timings: StageTimings__Output, stage: Stage): number => timings[`${stage}Ms`];

/** Quantiles of a latency, named. */
export function quantiles(name: string, milliseconds: readonly number[]): Record<string, number> {
  return Object.fromEntries([50, 95, 99].map((p) => [`${name}.p${p}`, quantile(milliseconds, p / 100)]));
}

/** A sampled trace of W3C Trace Context, and its header. */
export function newTrace(): { readonly traceId: string; readonly traceparent: string } {
  const traceId = randomBytes(16).toString('hex');
  return { traceId, traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` };
}

/** Services write spans some seconds after they end. */
const writtenWithinMs = 30_000;
const pauseMs = 1_000;

/** Clocks of spans and replies are read this far apart at most, in milliseconds. */
const resolutionMs = 0.1;

/**
 * How far the times that replies tell are from those of the spans. Spans of what threads do are made of the times that
 * threads take, as replies are: this shows whether spans are lost, added or told otherwise, not whether clocks agree.
 * @param told by trace
 * @returns traces compared, and the share of their stages that differ by more than 5 %
 */
export async function compareWithSpans(
  folder: string,
  told: ReadonlyMap<string, StageTimings__Output>,
): Promise<{ readonly traces: number; readonly differing: number }> {
  let shown = await stageSums(folder, told);
  for (let waited = 0; shown.size < told.size && waited < writtenWithinMs; waited += pauseMs) {
    await sleep(pauseMs);
    shown = await stageSums(folder, told);
  }
  let differing = 0;
  for (const [traceId, sums] of shown) {
    for (const stage of stages) {
      const ms = stageMs(told.get(traceId)!, stage);
      if (Math.abs(sums[stage] - ms) > Math.max(0.05 * ms, resolutionMs)) differing += 1;
    }
  }
  return { traces: shown.size, differing: differing / Math.max(1, shown.size * stages.length) };
}

/** Milliseconds of each stage by trace, of the traces whose stages are all written. */
async function stageSums(
  folder: string,
  wanted: ReadonlyMap<string, unknown>,
): Promise<ReadonlyMap<string, Record<Stage, number>>> {
  const shown = new Map<string, Record<Stage, number>>();
  const spans = new Map<string, Set<string>>();
  for await (const { traceId, name, durationMs } of readSpans(folder)) {
    if (!wanted.has(traceId)) continue;
    const sums = shown.get(traceId) ?? { tokenize: 0, queue: 0, encode: 0, candidates: 0, rerank: 0 };
    for (const stage of stages) if ((spansOf[stage] as readonly string[]).includes(name)) sums[stage] += durationMs;
    shown.set(traceId, sums);
    spans.set(traceId, (spans.get(traceId) ?? new Set()).add(name));
  }
  const all = Object.values(spansOf).flat();
  return new Map([...shown].filter(([traceId]) => all.every((name) => spans.get(traceId)!.has(name))));
}
