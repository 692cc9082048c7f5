import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createGraph, input, toOnnx } from '@optical/graph';
import { openSession } from '@optical/ort';
import { temporaryFolder } from '@optical/testing';
import { constantEpsilon, costGeometry, linearProblem, sinkhorn, uniformMarginals } from '@optical/transport';
import type { SinkhornDomain } from '@optical/transport';
import { interleave } from '../measure/interleave.ts';
import { median } from '../measure/quantile.ts';
import { seededUniform } from '../measure/seeded-uniform.ts';
import { startPeer } from '../peer/python-peer.ts';
import { packageVersion } from '../record/measurement-record.ts';
import type { Measurement } from '../record/measurement-record.ts';
import { readBenchSettings } from '../settings.ts';

const config = { batch: 256, n: 32, m: 32, epsilon: 0.1, iterations: 50, threads: 2, rounds: 25 };
const seed = 1;
/** Cosine costs lie in [0, 2]. */
const costRange = 2;

interface Answer {
  readonly seconds: number;
  /** Mean transport cost: all sides must agree. */
  readonly cost: number;
}

/** Batched Sinkhorn, forward only, costs given: ours on onnxruntime, POT's ot.batch on torch, ott-jax jitted. */
export async function benchTransport(onRound: (round: number, of: number) => void): Promise<Measurement> {
  const { batch, n, m, epsilon, iterations, threads } = config;
  using folder = temporaryFolder();
  const costs = new Float32Array(new SharedArrayBuffer(batch * n * m * 4));
  const uniform = seededUniform(seed);
  costs.forEach((_, index) => (costs[index] = costRange * uniform()));
  const file = path.join(folder.path, 'costs.f32');
  writeFileSync(file, costs);

  const { python } = readBenchSettings();
  const words = [file, batch, n, m, epsilon, iterations];
  await using pot = await startPeer({ python, script: 'transport_pot.py', words: [...words, threads] });
  await using ott = await startPeer({ python, script: 'transport_ott.py', words });
  const ours = (domain: SinkhornDomain) => openSolver(costs, domain);
  await using kernel = await ours('kernel');
  await using stabilised = await ours('stabilised');
  await using log = await ours('log');
  const peer = (side: typeof pot, method: string) => async () =>
    (await side.ask({ do: 'solve', method })) as unknown as Answer;

  const figures = await interleave(
    {
      kernel: kernel.solve,
      stabilised: stabilised.solve,
      log: log.solve,
      'pot.log': peer(pot, 'log_sinkhorn'),
      'pot.kernel': peer(pot, 'sinkhorn'),
      'ott.log': peer(ott, 'log'),
      'ott.kernel': peer(ott, 'kernel'),
    },
    config.rounds,
    (round) => {
      onRound(round, config.rounds);
    },
  );
  const seconds = Object.fromEntries(
    Object.entries(figures).map(([side, rounds]) => [side, median(rounds.map((round) => round.seconds))]),
  );
  return {
    versions: { 'onnxruntime-node': packageVersion('onnxruntime-node'), ...pot.versions, ...ott.versions },
    config,
    seed,
    runs: config.rounds,
    metrics: {
      // Against the peers' own defaults (POT: log domain) and against the faster of ott-jax's two modes.
      'ratio.pot': seconds['pot.log']! / seconds.kernel!,
      'ratio.pot.kernel': seconds['pot.kernel']! / seconds.kernel!,
      'ratio.ott': Math.min(seconds['ott.log']!, seconds['ott.kernel']!) / seconds.kernel!,
      ...Object.fromEntries(Object.entries(seconds).map(([side, value]) => [`ms.${side}`, value * 1000])),
      ...Object.fromEntries(Object.entries(figures).map(([side, rounds]) => [`cost.${side}`, rounds[0]!.cost])),
    },
  };
}

async function openSolver(
  costs: Float32Array,
  domain: SinkhornDomain,
): Promise<AsyncDisposable & { solve(): Promise<Answer> }> {
  const { batch, n, m, epsilon, iterations, threads } = config;
  const graph = createGraph();
  const cost = input(graph, 'costs', 'float32', [batch, n, m]);
  const problem = linearProblem(
    costGeometry(cost, costRange),
    uniformMarginals(graph, batch, n),
    uniformMarginals(graph, batch, m),
  );
  const solved = sinkhorn(problem, { schedule: constantEpsilon(epsilon, iterations), domain });
  const session = await openSession({ model: toOnnx({ cost: solved.cost }), threads, spinning: true });
  return {
    solve: async () => {
      const began = performance.now();
      const { outputs } = await session.run({ costs: { dtype: 'float32', shape: [batch, n, m], data: costs } });
      const values = outputs.cost!.data as Float32Array;
      const total = values.reduce((sum, value) => sum + value, 0);
      return { seconds: (performance.now() - began) / 1000, cost: total / batch };
    },
    [Symbol.asyncDispose]: () => session.close(),
  };
}
