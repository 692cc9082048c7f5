import { scalar } from '../graph/constant.ts';
import { scope } from '../graph/graph.ts';
import type { Graph, Value } from '../graph/types.ts';
import { coalesce } from '../gradient/row-sparse.ts';
import { advance } from '../optimizer/adamw.ts';
import { clipFactor, globalNorm } from '../optimizer/clip.ts';
import { advanceLossScale } from '../optimizer/loss-scale.ts';
import { constantSchedule } from '../optimizer/schedule.ts';
import { add, div, mul } from '../operators/arithmetic.ts';
import { cast } from '../operators/cast.ts';
import { randomKey } from '../operators/dropout.ts';
import { isFinite, where } from '../operators/logic.ts';
import { batchGradients } from './batch-gradients.ts';
import type { BatchOptions } from './batch-gradients.ts';
import { lookUp } from './named.ts';
import type { NamedValues } from './named.ts';
import type { TrainingOptions } from './options.ts';
import { stateNames } from './state.ts';
import { updateParameters } from './update-parameters.ts';

export interface StepResult {
  /** State of the next step, under the names of this one's. */
  readonly next: NamedValues;
  readonly metrics: NamedValues;
}

/** What one optimizer step is computed from. */
export interface StepInput {
  readonly graph: Graph;
  readonly state: NamedValues;
  readonly frozen: NamedValues;
  readonly batch: NamedValues;
}

export function trainingStep(options: TrainingOptions, input: StepInput): StepResult {
  const { parameters, optimizer, microBatches = 1, lossScale: scaling } = options;
  const { graph, state, batch } = input;
  const read = (name: string): Value => lookUp(state, 'state', name);
  const trained = parameters.filter(({ trainable = true }) => trainable);
  const dense = trained.filter(({ rowSparse = false }) => rowSparse === false);
  const sparse = trained.filter(({ rowSparse = false }) => rowSparse !== false);
  const lossScale = scaling && read(stateNames.lossScale);

  const sums = batchGradients({
    graph,
    dense: dense.map(({ name }) => read(name)),
    sparse: sparse.map(({ name }) => read(name)),
    batch,
    microBatches,
    lossScale,
    objective: objectiveOf(options, input),
  });

  return scope(graph, 'optimizer', () => {
    const coalesced = sums.sparse.map((gradient, place) => coalesce(gradient, sparse[place]!.shape[0]!));
    // The gradients are sums over micro-batches, times the loss scale: the update multiplies them by one scalar.
    const average = lossScale === undefined ? scalar(graph, 1 / microBatches) : div(1 / microBatches, lossScale);
    const { clipNorm } = optimizer;
    const measured = clipNorm !== undefined || lossScale !== undefined;
    const norm = measured ? mul(globalNorm(sums.dense, coalesced), average) : undefined;
    const clip = norm && clipNorm !== undefined ? clipFactor(norm, clipNorm) : 1;
    const accepted = norm && lossScale && isFinite(norm);
    const keep = (after: Value, before: Value): Value => (accepted ? where(accepted, after, before) : after);

    const weights = { first: read(stateNames.weight1), second: read(stateNames.weight2) };
    const advanced = advance(weights, optimizer);
    const step = read(stateNames.step);
    const { schedule = constantSchedule() } = optimizer;
    const completed = cast(step, 'float32');
    const learningRate = mul(schedule(completed), optimizer.learningRate);
    const updated = updateParameters(
      [
        ...dense.map((spec, place) => ({ spec, gradient: sums.dense[place]! })),
        ...sparse.map((spec, place) => ({ spec, gradient: coalesced[place]! })),
      ],
      state,
      { weights: advanced, learningRate, gradientScale: mul(average, clip), completed, ...(accepted && { accepted }) },
      optimizer,
    );
    return {
      next: {
        ...updated,
        [stateNames.step]: keep(add(step, 1), step),
        [stateNames.seed]: read(stateNames.seed),
        [stateNames.weight1]: keep(advanced.first, weights.first),
        [stateNames.weight2]: keep(advanced.second, weights.second),
        ...(scaling && accepted && nextLossScale(state, accepted, scaling)),
      },
      metrics: {
        ...sums.metrics,
        learningRate,
        ...(norm && { gradientNorm: norm }),
        ...(lossScale && { lossScale }),
      },
    };
  });
}

function nextLossScale(
  state: NamedValues,
  accepted: Value,
  options: NonNullable<TrainingOptions['lossScale']>,
): NamedValues {
  const scale = lookUp(state, 'state', stateNames.lossScale);
  const streak = lookUp(state, 'state', stateNames.lossScaleStreak);
  const next = advanceLossScale({ scale, streak }, accepted, options);
  return { [stateNames.lossScale]: next.scale, [stateNames.lossScaleStreak]: next.streak };
}

/** The forward function, reading this step's parameters and the given batch. */
function objectiveOf({ forward }: TrainingOptions, { graph, state, frozen }: StepInput): BatchOptions['objective'] {
  const step = lookUp(state, 'state', stateNames.step);
  const seed = lookUp(state, 'state', stateNames.seed);
  return (batch, microBatch) =>
    forward({
      graph,
      parameter: (name) => lookUp({ ...frozen, ...state }, 'parameter', name),
      input: (name) => lookUp(batch, 'input', name),
      step,
      randomKey: microBatch === undefined ? randomKey(seed, step) : randomKey(seed, step, cast(microBatch, 'int32')),
    });
}
