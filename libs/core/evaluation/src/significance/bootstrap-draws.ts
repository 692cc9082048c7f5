import { randomWords } from '@optical/random';

/** What one resample is made of. */
export interface Draw {
  /** Places of the drawn seeds, as many as there are. */
  readonly rows: Uint32Array;
  /** Places of the drawn clusters, as many as there are. */
  readonly clusters: Uint32Array;
}

interface DrawOptions {
  readonly seed: number;
  readonly resamples: number;
  /** Training seeds; a single one is not drawn. */
  readonly rows: number;
  readonly clusters: number;
}

/** Most numbers that are kept from one call to the next: 32 MB. */
const mostKept = 8_000_000;

let latest: { readonly key: string; readonly draws: Draw } | undefined;

/**
 * The resamples of a bootstrap, to be asked for in order; what was given before is overwritten. They depend on the
 * options alone: those of the latest ones are kept, since a report has hundreds of intervals over the same clusters.
 */
export function bootstrapDraws(options: DrawOptions): (resample: number) => Draw {
  const { resamples, rows, clusters } = options;
  if (resamples * (rows + clusters) > mostKept) {
    const draw = { rows: new Uint32Array(rows), clusters: new Uint32Array(clusters) };
    const next = filler(options);
    return () => next(draw);
  }
  const key = JSON.stringify(options);
  if (latest?.key !== key) latest = { key, draws: drawAll(options) };
  const { draws } = latest;
  return (resample) => partOf(draws, resample, options);
}

function drawAll(options: DrawOptions): Draw {
  const { resamples, rows, clusters } = options;
  const all = { rows: new Uint32Array(resamples * rows), clusters: new Uint32Array(resamples * clusters) };
  const next = filler(options);
  for (let resample = 0; resample < resamples; resample++) next(partOf(all, resample, options));
  return all;
}

function partOf(all: Draw, resample: number, { rows, clusters }: DrawOptions): Draw {
  return {
    rows: all.rows.subarray(resample * rows, (resample + 1) * rows),
    clusters: all.clusters.subarray(resample * clusters, (resample + 1) * clusters),
  };
}

function filler({ seed, rows, clusters }: DrawOptions): (draw: Draw) => Draw {
  const words = randomWords(seed, 1);
  const below = (limit: number) => Math.floor((words() / 2 ** 32) * limit);
  return (draw) => {
    if (rows > 1) for (let place = 0; place < rows; place++) draw.rows[place] = below(rows);
    for (let place = 0; place < clusters; place++) draw.clusters[place] = below(clusters);
    return draw;
  };
}
