import { evaluateRun } from '@optical/evaluation';
import { temporaryFolder } from '@optical/testing';
import type { Measurement } from '../record/measurement-record.ts';
import { writeArrays } from './corpus/arrays.ts';
import { openSearchCorpus, searchEncoding } from './corpus/search-corpus.ts';
import type { Answers } from './engines/engine.ts';
import { startOwnIndex } from './engines/own-engine.ts';
import { openExactPeer } from './engines/peer-engine.ts';
import { recall } from './measure/recall.ts';

const seed = 1;
const config = {
  ...searchEncoding,
  passages: 10_000,
  /** XQuAD-R's: the sentences that answer them are among the passages. */
  questions: 300,
  k: 100,
  threads: 2,
  bits: [2, 4] as const,
  /** Candidates scored by whole codes. */
  budgets: [100, 200, 500, 1000],
  probes: 16,
  interactions: 4000,
  /** Hits scored again by vectors, beyond those asked for as the indexer does. */
  refinedBeyond: 32,
};

/** What finding candidates first costs in quality: recall of the exact best and nDCG@10, by budget. */
export async function benchSearchQuality(onRound: (round: number, of: number) => void): Promise<Measurement> {
  const { settings, texts, encode } = await openSearchCorpus();
  const { dims, k, threads, bits, budgets, probes, interactions, refinedBeyond } = config;
  const passages = texts.passages.slice(0, config.passages);
  const queries = texts.judged.queries.slice(0, config.questions);
  const asked = new Set(queries.map(({ id }) => id));
  const judgements = texts.judged.judgements.filter(({ queryId }) => asked.has(queryId));
  const ndcg = (answers: Answers): number => {
    const rankings = answers.map((found, question) => ({
      queryId: queries[question]!.id,
      documentIds: found.map((passage) => passages[passage]!.id),
      scores: found.map((_, rank) => -rank),
    }));
    return evaluateRun({ name: 'search', rankings }, judgements, [{ kind: 'ndcg', cutoff: 10 }]).means[0]!;
  };
  using folder = temporaryFolder();
  writeArrays(folder.path, 'passages', await encode(passages, onRound));
  writeArrays(folder.path, 'questions', await encode(queries));
  const peer = { python: settings.python, script: 'search_exact.py', words: [folder.path, dims, threads] };
  await using exact = await openExactPeer(peer, queries.length, k);
  const { answers: best } = await exact.run({});
  const metrics: Record<string, number> = { 'ndcg_10.exact': ndcg(best) };
  for (const width of bits) {
    await using own = await startOwnIndex({ folder: folder.path, questions: queries.length, dims, bits: width, seed });
    const engine = own.engine(threads, k);
    for (const budget of budgets) {
      const effort = { probes, interactions, budget, refined: Math.min(budget, k + refinedBeyond) };
      const { answers } = await engine.run(effort);
      const name = `${width}bit.${budget}`;
      metrics[`recall_10.${name}`] = recall(best, answers, 10);
      metrics[`recall_100.${name}`] = recall(best, answers, 100);
      metrics[`ndcg_10.${name}`] = ndcg(answers);
    }
  }
  return { versions: exact.versions, config, seed, runs: queries.length, metrics };
}
