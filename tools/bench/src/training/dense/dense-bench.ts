import { temporaryFolder } from '@optical/testing';
import { interleave } from '../../measure/interleave.ts';
import { median } from '../../measure/quantile.ts';
import { packageVersion } from '../../record/measurement-record.ts';
import type { Measurement } from '../../record/measurement-record.ts';
import { startTorchPeer } from '../torch-peer.ts';
import { denseData, denseProblem, writeDenseProblem } from './dense-problem.ts';
import { openDenseSide } from './dense-side.ts';
import type { Train, Trained } from './dense-side.ts';
import { openGemmPeak } from './gemm-peak.ts';
import { openProducts } from './products.ts';
import { productFlops } from './product-flops.ts';

const config = { ...denseProblem, threads: 2, comparedSteps: 20, stepsPerRound: 5, rounds: 6 };

/** The same dense step from the same weights: ours on onnxruntime, PyTorch eager, PyTorch compiled. */
export async function benchDense(seed: number, onRound: (round: number, of: number) => void): Promise<Measurement> {
  const { encoder, batch, length, threads, comparedSteps, stepsPerRound, rounds } = config;
  using folder = temporaryFolder();
  const data = denseData(seed);
  writeDenseProblem(folder.path, data);
  await using eager = await startTorchPeer('training_dense.py', [folder.path, 'eager', threads]);
  await using compiled = await startTorchPeer('training_dense.py', [folder.path, 'compile', threads]);
  await using ours = await openDenseSide(data, threads);
  await using gemm = await openGemmPeak(threads);
  await using products = await openProducts(encoder, batch * length, threads);
  const asked =
    (peer: typeof eager): Train =>
    async (steps) =>
      (await peer.ask({ do: 'train', steps })) as unknown as Trained;
  const sides = { ours: ours.train, torch_eager: asked(eager), torch_compile: asked(compiled) };

  const first = await trainEach(sides, comparedSteps);
  const round = (train: Train) => async () => (await train(stepsPerRound)).seconds / stepsPerRound;
  const figures = await interleave(
    {
      ours: round(sides.ours),
      torch_eager: round(sides.torch_eager),
      torch_compile: round(sides.torch_compile),
      gemm: gemm.measure,
      products: products.measure,
      torch_products: async () => (await eager.ask({ do: 'products' })).seconds,
    },
    rounds,
    (counted) => {
      onRound(counted, rounds);
    },
  );
  const last = await trainEach(sides, 1);

  const [step, eagerStep, compiledStep] = [figures.ours, figures.torch_eager, figures.torch_compile].map(median) as [
    number,
    number,
    number,
  ];
  const [ourProducts, theirProducts] = [median(figures.products), median(figures.torch_products)];
  const peakFlops = gemm.flops / median(figures.gemm);
  return {
    versions: { 'onnxruntime-node': packageVersion('onnxruntime-node'), ...eager.versions },
    config,
    seed,
    runs: rounds,
    metrics: {
      'ratio.torch_eager': eagerStep / step,
      'ratio.torch_compile': compiledStep / step,
      'step_ms.ours': step * 1000,
      'step_ms.torch_eager': eagerStep * 1000,
      'step_ms.torch_compile': compiledStep * 1000,
      'ratio.products': theirProducts / ourProducts,
      // Were all else as fast as PyTorch's.
      'ratio.torch_eager.products_alone_differ': eagerStep / (eagerStep - theirProducts + ourProducts),
      'step_ms.products.ours': ourProducts * 1000,
      'step_ms.products.torch': theirProducts * 1000,
      'share.gemm_peak': productFlops(encoder, batch, length) / step / peakFlops,
      'gflops.gemm_peak': peakFlops / 1e9,
      'loss_difference.torch_eager': largestDifference(first.ours.losses, first.torch_eager.losses),
      'loss_difference.torch_compile': largestDifference(first.ours.losses, first.torch_compile.losses),
      'rss_mib.ours': last.ours.peak,
      'rss_mib.torch_eager': last.torch_eager.peak,
      'rss_mib.torch_compile': last.torch_compile.peak,
    },
  };
}

async function trainEach<Name extends string>(
  sides: Readonly<Record<Name, Train>>,
  steps: number,
): Promise<Record<Name, Trained>> {
  const trained: [string, Trained][] = [];
  for (const [name, train] of Object.entries<Train>(sides)) trained.push([name, await train(steps)]);
  return Object.fromEntries(trained) as Record<Name, Trained>;
}

function largestDifference(ours: readonly number[], theirs: readonly number[]): number {
  return Math.max(...ours.map((loss, step) => Math.abs(loss - theirs[step]!)));
}
