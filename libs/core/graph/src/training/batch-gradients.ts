import { operatorError } from '../graph/error.ts';
import type { Graph, Value } from '../graph/types.ts';
import { rowGradients } from '../gradient/row-gradients.ts';
import type { RowSparse } from '../gradient/row-sparse.ts';
import { add, mul } from '../operators/arithmetic.ts';
import { zeros } from '../operators/creation.ts';
import { gather } from '../operators/indexing.ts';
import { loop } from '../operators/loop.ts';
import { reduceMean } from '../operators/reductions.ts';
import { flatten } from '../operators/reshape.ts';
import { mapValues, zip } from './named.ts';
import type { NamedValues } from './named.ts';
import type { Objective } from './options.ts';

export interface BatchGradients {
  /** One for each dense parameter. Sums over the micro-batches. */
  readonly dense: readonly Value[];
  /** One for each row-sparse parameter. Rows of all micro-batches. */
  readonly sparse: readonly RowSparse[];
  /** Loss and the forward function's metrics, means over the micro-batches. */
  readonly metrics: NamedValues;
}

export interface BatchOptions {
  readonly graph: Graph;
  readonly dense: readonly Value[];
  readonly sparse: readonly Value[];
  readonly batch: NamedValues;
  readonly microBatches: number;
  /** Factor of the loss before it is differentiated; not of the reported one. */
  readonly lossScale: Value | undefined;
  readonly objective: (batch: NamedValues, microBatch: Value | undefined) => Objective;
}

/** Gradients of the objective; with several micro-batches, whose tensors are stacked in the batch, in a Loop over them. */
export function batchGradients(options: BatchOptions): BatchGradients {
  return options.microBatches === 1 ? oneBatch(options, options.batch, undefined) : accumulated(options);
}

function oneBatch(
  { dense, sparse, lossScale, objective }: BatchOptions,
  batch: NamedValues,
  microBatch: Value | undefined,
): BatchGradients {
  const { loss, metrics = {} } = objective(batch, microBatch);
  if (loss.dtype !== 'float32' || loss.shape.length > 0)
    throw operatorError('training', [loss], 'the loss must be a float32 scalar');
  const scaled = lossScale === undefined ? loss : mul(loss, lossScale);
  return {
    ...rowGradients(scaled, sparse, dense),
    metrics: { ...metrics, loss },
  };
}

function accumulated(options: BatchOptions): BatchGradients {
  const { graph, dense, sparse, batch, microBatches } = options;
  let metricNames: readonly string[] = [];
  const { state, scan } = loop({
    graph,
    trips: microBatches,
    initial: dense.map(({ shape, dtype }) => zeros(graph, shape, dtype)),
    body: (iteration, sums) => {
      const one = oneBatch(
        options,
        mapValues(batch, (stacked) => gather(stacked, iteration)),
        iteration,
      );
      metricNames = Object.keys(one.metrics);
      return {
        state: sums.map((sum, place) => add(sum, one.dense[place]!)),
        scan: [...one.sparse.flatMap(({ indices, rows }) => [indices, rows]), ...Object.values(one.metrics)],
      };
    },
  });
  const metrics = scan.slice(2 * sparse.length).map((stacked) => reduceMean(stacked, 0));
  return {
    dense: state,
    sparse: sparse.map((_, place) => ({
      indices: flatten(scan[2 * place]!, 0),
      rows: flatten(scan[2 * place + 1]!),
    })),
    metrics: zip(metricNames, metrics),
  };
}
