import os from 'node:os';
import path from 'node:path';
import { status } from '@grpc/grpc-js';
import { loadContract } from '@optical/contracts';
import type { StageTimings__Output } from '@optical/contracts/common';
import type { SearchRequest } from '@optical/contracts/retriever';
import { temporaryFolder, until } from '@optical/testing';
import { keepApart } from '../measure/keep-apart.ts';
import { openLoop } from '../measure/open-loop.ts';
import { createUnarySender } from '../measure/unary-sender.ts';
import type { SendCall } from '../measure/unary-sender.ts';
import { closedLoop } from '../platform/closed-loop.ts';
import { packageVersion } from '../record/measurement-record.ts';
import type { Measurement } from '../record/measurement-record.ts';
import { openSearchCorpus, searchEncoding } from '../search/corpus/search-corpus.ts';
import { overloadFigures } from './overload-figures.ts';
import { servedRecall } from './served-recall.ts';
import { startRetrieval } from './services.ts';
import type { RetrievalSystem } from './services.ts';
import { compareWithSpans, newTrace, quantiles, stageMs, stages } from './stages.ts';
import { measureUpload } from './upload.ts';

const config = {
  ...searchEncoding,
  upload: { batch: 64, uncoveredTokens: 16_384 },
  questions: 1000,
  k: 10,
  recallQuestions: 50,
  deadlineMs: 5_000,
  /** Callers that wait for their answers, to find what the services can take. */
  callers: 16,
  peakSeconds: 6,
  /** A constant rate, as a share of that. */
  steady: { share: 0.5, seconds: 20, tracedOneIn: 10 },
  overload: { factor: 10, settleSeconds: 3, seconds: 6, rounds: 8 },
};

/**
 * Searches of real questions through tokenizer, retriever and indexer, all processes of their own with default
 * settings: while passages are written, at a constant rate, and at ten times the load that can be answered.
 */
export async function benchRetrieval(onRound: (round: number, of: number) => void): Promise<Measurement> {
  const loadBefore = os.loadavg()[0]!;
  const { settings, texts, checkpoint, encode } = await openSearchCorpus();
  const passages = texts.passages.slice(0, settings.retrievalPassages);
  const vectors = await encode(passages, onRound);
  using folder = temporaryFolder();
  await using system = await startRetrieval(folder.path, checkpoint);
  const search = createSearch(
    system,
    texts.questions.slice(0, config.questions).map(({ text }) => text),
  );
  try {
    await search.call(0);
    const upload = await measureUpload(system, {
      passages,
      vectors,
      dims: config.dims,
      ...config.upload,
      search: search.call,
    });
    const settled = await closedLoop(() => search.call(search.next()), 1, 200);
    const { recallQuestions, k } = config;
    const asked = texts.questions.slice(0, recallQuestions).map(({ text }) => text);
    const recall = await servedRecall(system, asked, k);
    const { residentBytes } = await system.indexer.client.describeService({});
    const startSeconds = await system.restartIndexer();
    const begun = performance.now();
    await until('the indexer is found again', () => search.isAnswered(0), 60_000);
    const reopenSeconds = (performance.now() - begun) / 1000;
    const reopened = await system.indexer.client.describeService({});
    const metrics = {
      ...upload,
      ...quantiles('settled.search_ms', settled.latencies),
      'settled.recall_10': recall,
      'settled.indexer_rss_mib': residentBytes / 2 ** 20,
      'reopen.start_seconds': startSeconds,
      'reopen.first_search_seconds': reopenSeconds,
      'reopen.indexer_rss_mib': reopened.residentBytes / 2 ** 20,
      ...(await loadFigures(search, system, path.join(folder.path, 'telemetry'), onRound)),
    };
    const tokens = vectors.starts.at(-1)!;
    return {
      versions: { 'onnxruntime-node': packageVersion('onnxruntime-node') },
      config: { ...config, passages: passages.length, tokens, loadAverageBefore: loadBefore },
      seed: 0,
      runs: config.overload.rounds,
      metrics,
    };
  } finally {
    search.close();
  }
}

interface Search {
  next(): number;
  readonly send: SendCall<SearchRequest>;
  readonly requests: readonly SearchRequest[];
  /** @throws Error when it is not answered */
  call(index: number): Promise<void>;
  isAnswered(index: number): Promise<boolean>;
  timingsOf(reply: Buffer): StageTimings__Output;
  close(): void;
}

function createSearch({ collection, retriever }: RetrievalSystem, questions: readonly string[]): Search {
  const { Search } = loadContract('retriever').definition;
  const { send, close } = createUnarySender<SearchRequest>(retriever.address, Search);
  const requests = questions.map((query) => ({ query, language: 'en', collection, k: config.k }));
  const sent = (index: number) => send(requests[index % requests.length]!, 120_000);
  let last = 0;
  return {
    next: () => ++last,
    send,
    requests,
    isAnswered: async (index) => (await sent(index)).code === status.OK,
    call: async (index) => {
      const { code } = await sent(index);
      if (code !== status.OK) throw new Error(`a search ended with ${status[code]}`);
    },
    timingsOf: (reply) => Search.responseDeserialize(reply).timings!,
    close,
  };
}

async function loadFigures(
  search: Search,
  system: RetrievalSystem,
  telemetry: string,
  onRound: (round: number, of: number) => void,
): Promise<Record<string, number>> {
  const { callers, deadlineMs, peakSeconds, steady, overload } = config;
  const { requests, send } = search;
  const requestOf = (index: number): SearchRequest => requests[index % requests.length]!;
  const call = () => search.call(search.next());
  let peak = (await closedLoop(call, callers, 10 * callers)).throughput;
  const measurePeak = async () => (peak = (await closedLoop(call, callers, Math.ceil(peak * peakSeconds))).throughput);
  await measurePeak();

  const traces = new Map<number, ReturnType<typeof newTrace>>();
  const { offered, arrivals } = await openLoop(
    (index) => {
      if (index % steady.tracedOneIn === 0) traces.set(index, newTrace());
      return send(requestOf(index), deadlineMs, traces.get(index)?.traceparent);
    },
    peak * steady.share,
    steady.seconds,
  );
  const timings = arrivals.map(({ outcome: { reply } }) => reply && search.timingsOf(reply));
  const answered = timings.filter((found) => found !== undefined);
  const told = new Map(
    [...traces].flatMap(([index, { traceId }]) => (timings[index] ? [[traceId, timings[index]]] : [])),
  );
  const compared = await compareWithSpans(telemetry, told);

  const sent = async (index: number) => (await send(requestOf(index), deadlineMs)).code;
  const measure = (prefix: string) => overloadFigures(prefix, measurePeak, sent, overload, onRound);
  const together = await measure('overload');
  using isApart = keepApart(system.pids);
  const apart = isApart === undefined ? {} : await measure('overload.callers_apart');
  return {
    'steady.calls_per_second': offered,
    'steady.answered_share': answered.length / arrivals.length,
    ...quantiles(
      'steady.latency_ms',
      arrivals.map(({ latencyMs }) => latencyMs),
    ),
    ...quantiles(
      'steady.service_ms',
      answered.map(({ totalMs }) => totalMs),
    ),
    ...Object.fromEntries(
      stages.flatMap((stage) =>
        Object.entries(
          quantiles(
            `steady.${stage}_ms`,
            answered.map((found) => stageMs(found, stage)),
          ),
        ),
      ),
    ),
    'spans.traces': compared.traces,
    'spans.differing_share': compared.differing,
    ...together,
    ...apart,
  };
}
