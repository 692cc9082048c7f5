import type { WeightedObjective } from '@optical/distillation';
import type { Weights } from '@optical/encoder';
import type { Tensor } from '@optical/graph';
import { openSession } from '@optical/ort';
import type { EncodeSession, Tensors } from '@optical/ort';
import type { StudentProblem } from '../../plan/student-problem.ts';
import type { StudentBatches } from '../steps/student-batches.ts';
import type { TaskOptions } from '../steps/student-training.ts';
import { rankingFigures } from './ranking-figures.ts';
import type { RankingFigures } from './ranking-figures.ts';

/** What was measured on held-out pairs. */
export interface Validation extends Partial<RankingFigures> {
  readonly loss: number;
  /** Of the student's token vectors of one batch. */
  readonly meanCosine: number;
  readonly effectiveRank: number;
}

export interface Validator {
  validate(weights: Weights): Promise<Validation>;
  close(): Promise<void>;
}

export interface ValidatorOptions extends TaskOptions {
  readonly batches: StudentBatches;
  readonly objectives: readonly WeightedObjective[];
  readonly shape: { readonly pairs: number; readonly studentLength: number; readonly teacherLength: number };
}

/** Pairs that are ranked against each other. */
const rankedPairs = 64;

/** With fewer, equal rankings are to be expected. */
const fewestRanked = 16;

/** Opens the models that measure a student on the held-out pairs, without dropout and update. */
export async function openValidator(problem: StudentProblem, options: ValidatorOptions): Promise<Validator> {
  const { batches, objectives, shape, workbench, device, tuning, signal } = options;
  const { heldOut, student } = problem;
  const pairs = Array.from({ length: heldOut.count }, (_, place) => heldOut.first + place);
  const held = await workbench.do(
    'buildHeldOutLoss',
    { student: student.architecture, objectives, shape, packed: device === 'cpu' },
    signal,
  );
  const losses = await openSession({ ...tuning, model: held.model, device });
  const ranking = await openRanking();

  return {
    validate: async (weights) => {
      const parameters = sharedTensors(weights);
      const sums = { loss: 0, pairs: 0 };
      let first: Tensors | undefined;
      for (let begin = 0; begin < pairs.length; begin += shape.pairs) {
        const batch = pairs.slice(begin, begin + shape.pairs);
        const { feeds } = batches.prepare(held, batch, shape.pairs, await batches.teach(batch));
        const { outputs } = await losses.run({ ...parameters, ...feeds }, signal && { signal });
        sums.loss += scalar(outputs.loss!) * batch.length;
        sums.pairs += batch.length;
        first ??= outputs;
      }
      return {
        loss: sums.loss / sums.pairs,
        meanCosine: scalar(first!.meanCosine!),
        effectiveRank: await workbench.do('effectiveRank', first!.secondMoment!.data as Float32Array, signal),
        ...(await ranking?.measure(parameters)),
      };
    },
    close: async () => {
      await losses.close();
      await ranking?.session.close();
    },
  };

  async function openRanking(): Promise<
    { readonly session: EncodeSession; readonly measure: (parameters: Tensors) => Promise<RankingFigures> } | undefined
  > {
    const ranked = pairs.slice(0, rankedPairs);
    if (ranked.length < fewestRanked) return undefined;
    const { model } = await workbench.do(
      'buildRankingScores',
      { student: student.architecture, shape: { ...shape, pairs: ranked.length } },
      signal,
    );
    const session = await openSession({ ...tuning, model, device });
    const inputs = session.describe().inputs as Parameters<StudentBatches['prepare']>[0]['inputs'];
    const parameterNames = new Set(held.parameters.map(({ name }) => name));
    const fed = { inputs: inputs.filter(({ name }) => !parameterNames.has(name)) };
    return {
      session,
      measure: async (parameters) => {
        const { feeds } = batches.prepare(fed, ranked, ranked.length, await batches.teach(ranked));
        const { outputs } = await session.run({ ...parameters, ...feeds }, signal && { signal });
        return rankingFigures(outputs.scores!.data as Float32Array, ranked.length);
      },
    };
  }
}

function scalar({ data }: Tensor): number {
  return (data as Float32Array)[0]!;
}

/** Parameters in memory that can be fed again and again. */
function sharedTensors(weights: Weights): Tensors {
  return Object.fromEntries(
    Array.from(weights, ([name, { shape, data }]) => {
      const copy = new Float32Array(new SharedArrayBuffer(data.byteLength));
      copy.set(data);
      return [name, { dtype: 'float32', shape, data: copy }];
    }),
  );
}
