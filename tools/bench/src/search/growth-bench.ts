import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '@optical/testing';
import { interleave } from '../measure/interleave.ts';
import { median } from '../measure/quantile.ts';
import type { Measurement } from '../record/measurement-record.ts';
import { writeArrays } from './corpus/arrays.ts';
import { openSearchCorpus, searchEncoding } from './corpus/search-corpus.ts';
import { efforts } from './engines/efforts.ts';
import type { Answers, Engine, Trial } from './engines/engine.ts';
import { startOwnIndex } from './engines/own-engine.ts';
import type { OwnIndexProcess } from './engines/own-engine.ts';
import { openExactPeer } from './engines/peer-engine.ts';
import { fastestReaching, targets } from './measure/fastest-reaching.ts';

const seed = 1;
const config = {
  ...searchEncoding,
  questions: 100,
  /** Hits asked for. */
  k: 100,
  threads: [1, 2],
  bits: [2, 4] as const,
  /** How often all questions are asked of each size once its effort is chosen. */
  rounds: 8,
};

/** The passages of a size, written for the engines, and the best of them for each question. */
interface Sized {
  readonly size: number;
  readonly folder: string;
  readonly exact: Answers;
}

/**
 * How much longer a search takes in more passages at equal recall. The indexes of all sizes are open at once and asked in
 * turn, so that a host that changes its speed does so for all of them.
 */
export async function benchSearchGrowth(onRound: (round: number, of: number) => void): Promise<Measurement> {
  const { dims, k, threads, bits, rounds } = config;
  const { settings, texts, encode } = await openSearchCorpus();
  const questions = await encode(texts.questions.slice(0, config.questions));
  using temporary = temporaryFolder();
  const places: Sized[] = [];
  for (const size of settings.searchSizes) {
    const folder = path.join(temporary.path, String(size));
    mkdirSync(folder);
    writeArrays(folder, 'passages', await encode(texts.passages.slice(0, size), onRound));
    writeArrays(folder, 'questions', questions);
    const peer = { python: settings.python, script: 'search_exact.py', words: [folder, dims, Math.max(...threads)] };
    await using engine = await openExactPeer(peer, config.questions, k);
    places.push({ size, folder, exact: (await engine.run({})).answers });
  }
  const metrics: Record<string, number> = {};
  for (const width of bits) {
    await using open = new AsyncDisposableStack();
    const indexes: OwnIndexProcess[] = [];
    for (const { folder } of places) {
      const index = { folder, questions: config.questions, dims, bits: width, seed };
      indexes.push(open.use(await startOwnIndex(index)));
    }
    for (const count of threads) {
      const engines = indexes.map((index) => index.engine(count, k));
      Object.assign(metrics, await growthFigures(`${width}bit_${count}t`, places, engines, onRound));
    }
  }
  return {
    versions: {},
    config: { ...config, sizes: settings.searchSizes, efforts: efforts.ours },
    seed,
    runs: rounds,
    metrics,
  };
}

/**
 * Every effort is tried once at every size; then the fastest of each size that reaches a recall is timed again in turn.
 * @param name of the figures
 * @param engines one for each of `places`
 */
async function growthFigures(
  name: string,
  places: readonly Sized[],
  engines: readonly Engine[],
  onRound: (round: number, of: number) => void,
): Promise<Record<string, number>> {
  const trials: Trial[][] = engines.map(() => []);
  for (const effort of efforts.ours) {
    for (const [place, engine] of engines.entries()) trials[place]!.push(await engine.run(effort));
  }
  const figures: Record<string, number> = {};
  for (const target of targets) {
    const chosen = places.map(({ exact }, place) => fastestReaching(trials[place]!, exact, target));
    if (chosen.includes(undefined)) continue;
    const sides = Object.fromEntries(
      places.map(({ size }, place) => [
        size,
        async () => median((await engines[place]!.run(chosen[place]!.trial.effort)).milliseconds),
      ]),
    );
    const p50s = await interleave(sides, config.rounds, (round) => {
      onRound(round, config.rounds);
    });
    for (const [place, { size }] of places.entries()) {
      figures[`effort.${name}.${size}.${target}`] = chosen[place]!.effort;
      figures[`p50_ms.${name}.${size}.${target}`] = median(p50s[size]!);
      const grown = p50s[size]!.map((p50, round) => p50 / p50s[places[0]!.size]![round]!);
      figures[`growth.${name}.${size}.${target}`] = median(grown);
    }
  }
  return figures;
}
