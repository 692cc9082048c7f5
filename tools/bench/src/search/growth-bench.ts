import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '@optical/testing';
import { interleave } from '../measure/interleave.ts';
import { median } from '../measure/quantile.ts';
import type { Measurement } from '../record/measurement-record.ts';
import { writeArrays } from './corpus/arrays.ts';
import { openSearchCorpus, searchEncoding } from './corpus/search-corpus.ts';
import { efforts } from './engines/efforts.ts';
import type { Answers, Engine } from './engines/engine.ts';
import { startOwnIndex } from './engines/own-engine.ts';
import type { OwnIndexProcess } from './engines/own-engine.ts';
import { openExactPeer } from './engines/peer-engine.ts';
import { targets } from './measure/engine-figures.ts';
import { recall } from './measure/recall.ts';

const seed = 1;
const config = {
  ...searchEncoding,
  questions: 100,
  /** Hits asked for. */
  k: 100,
  threads: [1, 2],
  bits: [2, 4] as const,
  /** How often all questions are asked of each size once its effort is chosen. */
  rounds: 10,
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
    const chosen = await leastEfforts(places, indexes);
    for (const count of threads) {
      const engines = indexes.map((index) => index.engine(count, k));
      Object.assign(metrics, await growthFigures(`${width}bit_${count}t`, chosen, engines, onRound));
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

/** For one recall to reach, the number of the effort of each size. */
interface Chosen {
  /** In per cent. */
  readonly target: number;
  readonly efforts: readonly { readonly size: number; readonly effort: number }[];
}

/**
 * The least efforts whose answers reach each recall; none for a recall that a size does not reach. Times have no part in
 * the choice: the fastest of several would be one that was lucky.
 * @param indexes one for each of `places`
 */
async function leastEfforts(places: readonly Sized[], indexes: readonly OwnIndexProcess[]): Promise<Chosen[]> {
  const found: number[][] = [];
  for (const [place, { exact }] of places.entries()) {
    const engine = indexes[place]!.engine(Math.max(...config.threads), config.k);
    const recalls: number[] = [];
    for (const effort of efforts.ours) recalls.push(recall(exact, (await engine.run(effort)).answers, 10));
    found.push(recalls);
  }
  return targets
    .map((target) => ({
      target,
      efforts: places.map(({ size }, place) => ({
        size,
        effort: found[place]!.findIndex((share) => share >= target / 100),
      })),
    }))
    .filter((chosen) => chosen.efforts.every(({ effort }) => effort >= 0));
}

/** @param engines one for each size, in order */
async function growthFigures(
  name: string,
  chosen: readonly Chosen[],
  engines: readonly Engine[],
  onRound: (round: number, of: number) => void,
): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  for (const { target, efforts: ofSizes } of chosen) {
    const sides = Object.fromEntries(
      ofSizes.map(({ size, effort }, place) => [
        size,
        async () => median((await engines[place]!.run(efforts.ours[effort]!)).milliseconds),
      ]),
    );
    const p50s = await interleave(sides, config.rounds, (round) => {
      onRound(round, config.rounds);
    });
    const first = p50s[ofSizes[0]!.size]!;
    for (const { size, effort } of ofSizes) {
      const own = p50s[size]!;
      figures[`effort.${name}.${size}.${target}`] = effort;
      figures[`p50_ms.${name}.${size}.${target}`] = median(own);
      figures[`growth.${name}.${size}.${target}`] = median(own.map((p50, round) => p50 / first[round]!));
    }
  }
  return figures;
}
