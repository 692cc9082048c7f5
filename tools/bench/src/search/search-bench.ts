import path from 'node:path';
import { temporaryFolder } from '@optical/testing';
import { packageVersion } from '../record/measurement-record.ts';
import type { Measurement } from '../record/measurement-record.ts';
import type { BenchSettings } from '../settings.ts';
import { centroidRecall, encodingRecall } from './candidates/candidate-recall.ts';
import { writeArrays } from './corpus/arrays.ts';
import { openSearchCorpus, searchEncoding } from './corpus/search-corpus.ts';
import type { TokenVectors } from './corpus/token-vectors.ts';
import { efforts } from './engines/efforts.ts';
import type { Answers, Engine, Trial } from './engines/engine.ts';
import { startOwnIndex } from './engines/own-engine.ts';
import { buildOwnIndex } from './engines/own-index.ts';
import { openExactPeer, startPlaidPeer } from './engines/peer-engine.ts';
import { engineFigures } from './measure/engine-figures.ts';

const seed = 1;
const config = {
  ...searchEncoding,
  questions: 100,
  /** Hits asked for. */
  k: 100,
  threads: [1, 2],
  bits: [2, 4] as const,
  peerBits: 4,
  budgets: [100, 200, 500],
  /** Most passages of a size at which candidate generators are compared without scoring. */
  candidateLimit: 10_000,
};

/**
 * Late interaction over real passages, the same arrays for every engine: ours, exact MaxSim in PyTorch, fast-plaid and
 * PyLate's index. Recall is against exact MaxSim. Peers answer one question at a time, with all threads; ours answers one
 * on each thread, so that its times are of one thread beside a busy one.
 */
export async function benchSearch(onRound: (round: number, of: number) => void): Promise<Measurement> {
  const { settings, texts, encode } = await openSearchCorpus();
  const questions = await encode(texts.questions.slice(0, config.questions));
  const metrics: Record<string, number> = {};
  const versions: Record<string, string> = { 'onnxruntime-node': packageVersion('onnxruntime-node') };
  for (const size of settings.searchSizes) {
    const passages = await encode(texts.passages.slice(0, size), onRound);
    Object.assign(metrics, await benchSize(size, passages, questions, settings, versions));
  }
  return {
    versions,
    config: { ...config, efforts, sizes: settings.searchSizes, peerLimit: settings.searchPeerLimit },
    seed,
    runs: config.questions,
    metrics,
  };
}

async function benchSize(
  size: number,
  passages: TokenVectors,
  questions: TokenVectors,
  { python, pylate, searchPeerLimit }: BenchSettings,
  versions: Record<string, string>,
): Promise<Record<string, number>> {
  const { dims, k, threads, bits, peerBits, budgets, candidateLimit } = config;
  using folder = temporaryFolder();
  for (const [name, arrays] of Object.entries({ passages, questions })) writeArrays(folder.path, name, arrays);
  const queries = Array.from({ length: config.questions }, (_, i) =>
    Float32Array.from(questions.values.subarray(questions.starts[i]! * dims, questions.starts[i + 1]! * dims)),
  );
  const tokens = passages.starts.at(-1)!;
  const metrics: Record<string, number> = { [`tokens.${size}`]: tokens };
  let exact: Answers = [];
  const measure = async (name: string, open: () => Promise<Engine> | Engine): Promise<void> => {
    await using engine = await open();
    const trials: Trial[] = [];
    for (const effort of engine.efforts) trials.push(await engine.run(effort));
    if (exact.length === 0) exact = trials[0]!.answers;
    Object.assign(metrics, engineFigures(`${name}.${size}`, trials, exact));
    metrics[`build_seconds.${name}.${size}`] = engine.buildSeconds;
    metrics[`bytes_per_token.${name}.${size}`] = engine.bytes / tokens;
    metrics[`vector_bytes_per_token.${name}.${size}`] = engine.vectorBytes / tokens;
    metrics[`rss_mib.${name}.${size}`] = engine.residentBytes() / 2 ** 20;
    Object.assign(versions, engine.versions);
  };
  const labels = threads.map((count) => [count, `${count}t`] as const).toReversed();
  for (const [count, label] of labels) {
    const words = [folder.path, dims, count];
    const options = { python, script: 'search_exact.py', words };
    await measure(`exact_${label}`, () => openExactPeer(options, queries.length, k));
  }
  for (const width of bits) {
    await using own = await startOwnIndex({ folder: folder.path, questions: queries.length, dims, bits: width, seed });
    for (const [count, label] of labels) await measure(`ours_${width}bit_${label}`, () => own.engine(count, k));
  }
  for (const [engine, interpreter] of Object.entries({ fast_plaid: python, pylate })) {
    if (interpreter === undefined || size > searchPeerLimit) continue;
    const index = path.join(folder.path, engine);
    const words = [engine, folder.path, index, dims, Math.max(...threads), peerBits];
    const options = { python: interpreter, script: 'search_plaid.py', words };
    await using peer = await startPlaidPeer(options);
    for (const [count, label] of labels) {
      await measure(`${engine}_${label}`, () => peer.engine(count, queries.length, k));
    }
  }
  if (size > candidateLimit) return metrics;
  const candidates = {
    fde: encodingRecall(passages, queries, exact, { dims, seed, centred: false, budgets }),
    fde_centred: encodingRecall(passages, queries, exact, { dims, seed, centred: true, budgets }),
    centroids: centroidRecall(buildOwnIndex(passages, dims, 2, seed), queries, exact, {
      probes: 32,
      interactions: 4000,
      budgets,
    }),
  };
  for (const [generator, recalls] of Object.entries(candidates)) {
    for (const [budget, share] of Object.entries(recalls)) {
      metrics[`candidate_recall.${generator}.${size}.${budget}`] = share;
    }
  }
  return metrics;
}
