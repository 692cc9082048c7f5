import { temporaryFolder } from '@optical/testing';
import { interleave } from '../../measure/interleave.ts';
import { median } from '../../measure/quantile.ts';
import { packageVersion } from '../../record/measurement-record.ts';
import type { Measurement } from '../../record/measurement-record.ts';
import { startTorchPeer } from '../torch-peer.ts';
import { openCachedTeacher } from './cached-teacher.ts';
import { writeLoopProblem } from './loop-files.ts';
import { loopProblem, readLoopProblem } from './loop-problem.ts';
import type { SentencePair } from './sentence-pairs.ts';
import { openStudent } from './student-side.ts';
import type { TaughtPair } from './student-side.ts';

const config = {
  ...loopProblem,
  threads: 2,
  /** Passes over the data that one encoding of the English sentences serves. The peer encodes them in every step. */
  epochs: 5,
  heldOutPairs: 256,
  pairsPerRound: 256,
  rounds: 4,
};

/** One round of one side. */
interface Round {
  readonly trainSeconds: number;
  /** Encoding of the round's English sentences, where it is done apart. */
  readonly teacherSeconds: number;
  readonly heldOutLoss: number;
  /** Most memory that the side's process has held, MiB. */
  readonly peak: number;
}

/** Trains and measures on ranges of the problem's pairs. */
interface Side {
  round(begin: number, end: number): Promise<Round>;
  heldOutLoss(): Promise<number>;
}

/**
 * Training on real bitext, all that belongs to it: the teacher's vectors, every pair once, the same pairs in the same
 * order on both sides. Ours encodes an English sentence once, packs the texts and updates only the word vectors that a batch reads.
 */
export async function benchLoop(seed: number, onRound: (round: number, of: number) => void): Promise<Measurement> {
  const { threads, heldOutPairs, pairsPerRound, rounds, epochs } = config;
  using folder = temporaryFolder();
  const problem = await readLoopProblem(folder.path, seed);
  writeLoopProblem(folder.path, problem);
  await using peer = await startTorchPeer('training_loop.py', [folder.path, threads]);
  await using teacher = await openCachedTeacher(problem.teacher, threads);
  await using student = await openStudent(problem.student, threads);

  const taught = async (pairs: readonly SentencePair[]): Promise<TaughtPair[]> => {
    const vectors = await teacher.encode(pairs.map((pair) => pair.teacher));
    return pairs.map((pair, place) => ({ pair, vectors: vectors[place]! }));
  };
  const heldOut = await taught(problem.pairs.slice(0, heldOutPairs));
  const ours: Side = {
    heldOutLoss: () => student.evaluate(heldOut),
    round: async (begin, end) => {
      const [pairs, teacherSeconds] = await timed(() => taught(problem.pairs.slice(begin, end)));
      const [, trainSeconds] = await timed(() => student.train(pairs));
      const peak = process.resourceUsage().maxRSS / 1024;
      return { trainSeconds, teacherSeconds, heldOutLoss: await ours.heldOutLoss(), peak };
    },
  };
  const theirs: Side = {
    heldOutLoss: async () => (await peer.ask({ do: 'evaluate', begin: 0, end: heldOutPairs })).loss!,
    round: async (begin, end) => {
      const { seconds, peak } = await peer.ask({ do: 'train', begin, end });
      return { trainSeconds: seconds, teacherSeconds: 0, heldOutLoss: await theirs.heldOutLoss(), peak: peak! };
    },
  };

  const start = { ours: await ours.heldOutLoss(), torch: await theirs.heldOutLoss() };
  const figures = await interleave({ ours: inOrder(ours), torch: inOrder(theirs) }, rounds, (round) => {
    onRound(round, rounds);
  });
  const pairSeconds = (of: readonly Round[], passes: number): number =>
    median(of.map(({ trainSeconds, teacherSeconds }) => trainSeconds + teacherSeconds / passes)) / pairsPerRound;
  const torch = pairSeconds(figures.torch, 1);
  const last = { ours: figures.ours.at(-1)!, torch: figures.torch.at(-1)! };
  return {
    versions: { 'onnxruntime-node': packageVersion('onnxruntime-node'), ...peer.versions, ...problem.versions },
    config,
    seed,
    runs: rounds,
    metrics: {
      'ratio.end_to_end': torch / pairSeconds(figures.ours, epochs),
      'ratio.end_to_end.one_epoch': torch / pairSeconds(figures.ours, 1),
      'pairs_per_second.ours': 1 / pairSeconds(figures.ours, epochs),
      'pairs_per_second.torch_eager': 1 / torch,
      'held_out_loss.start': start.ours,
      'held_out_loss.ours': last.ours.heldOutLoss,
      'held_out_loss.torch_eager': last.torch.heldOutLoss,
      'loss_difference.end_to_end': Math.max(
        Math.abs(start.ours - start.torch),
        ...figures.ours.map((round, place) => Math.abs(round.heldOutLoss - figures.torch[place]!.heldOutLoss)),
      ),
      'rss_mib.end_to_end.ours': last.ours.peak,
      'rss_mib.end_to_end.torch_eager': last.torch.peak,
    },
  };
}

/** Rounds on the pairs behind the held-out ones, none twice. */
function inOrder(side: Side): () => Promise<Round> {
  let begin = config.heldOutPairs;
  return () => {
    const end = begin + config.pairsPerRound;
    const round = side.round(begin, end);
    begin = end;
    return round;
  };
}

async function timed<Result>(work: () => Promise<Result>): Promise<readonly [Result, seconds: number]> {
  const began = performance.now();
  const result = await work();
  return [result, (performance.now() - began) / 1000];
}
