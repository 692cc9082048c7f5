import type { EncoderCheckpoint } from '../../src/hugging-face/encoder-checkpoint.ts';

/** Rows of float64 vectors. */
type Matrix = number[][];

/**
 * A BERT or XLM-R encoder written from the definition, one sequence at a time, without padding: the oracle that shows
 * that every parameter sits under the right name. Source: Devlin et al. 2019, Vaswani et al. 2017.
 */
export function encode({ architecture, parameters }: EncoderCheckpoint, ids: number[]): Matrix {
  const rows = (name: string): Matrix => {
    const { shape, data } = parameters.get(name)!;
    return Array.from({ length: shape[0]! }, (_, row) => [...data.subarray(row * shape[1]!, (row + 1) * shape[1]!)]);
  };
  const linear = (x: Matrix, name: string): Matrix => affine(x, rows(`${name}.weight`), vector(`${name}.bias`));
  const vector = (name: string): number[] => [...parameters.get(name)!.data];
  const normalise = (x: Matrix, name: string): Matrix =>
    x.map((row) => layerNorm(row, vector(`${name}.weight`), vector(`${name}.bias`), architecture.layerNormEps));

  const word = rows('embeddings.word');
  const position = rows('embeddings.position');
  const type = rows('embeddings.type')[0]!;
  const embedded = ids.map((id, index) => add(add(word[id]!, position[index + architecture.positionOffset]!), type));
  let hidden = normalise(embedded, 'embeddings.norm');
  for (let layer = 0; layer < architecture.layers; layer++) {
    const name = `layer.${layer}`;
    const [query, key, value] = ['query', 'key', 'value'].map((part) => linear(hidden, `${name}.attention.${part}`));
    const context = attend(query!, key!, value!, architecture.heads);
    const attended = zip(hidden, linear(context, `${name}.attention.output`));
    hidden = normalise(attended, `${name}.attention.norm`);
    const inner = linear(hidden, `${name}.feedForward.up`).map((row) => row.map(activations[architecture.activation]));
    hidden = normalise(zip(hidden, linear(inner, `${name}.feedForward.down`)), `${name}.feedForward.norm`);
  }
  return hidden;
}

/** The projected vectors, scaled to length 1. */
export function project({ parameters, architecture }: EncoderCheckpoint, hidden: Matrix): Matrix {
  const { data } = parameters.get('projection.weight')!;
  return hidden.map((row) => {
    const projected = Array.from({ length: architecture.projectionSize! }, (_, out) =>
      dot(row, [...data.subarray(out * row.length, (out + 1) * row.length)]),
    );
    const length = Math.hypot(...projected);
    return projected.map((value) => value / length);
  });
}

const activations = {
  gelu: (x: number) => (x / 2) * (1 + erf(x / Math.SQRT2)),
  gelu_new: (x: number) => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  relu: (x: number) => Math.max(0, x),
};

function attend(query: Matrix, key: Matrix, value: Matrix, heads: number): Matrix {
  const size = query[0]!.length / heads;
  const slice = (x: Matrix, head: number) => x.map((row) => row.slice(head * size, (head + 1) * size));
  const perHead = Array.from({ length: heads }, (_, head) => {
    const [q, k, v] = [slice(query, head), slice(key, head), slice(value, head)];
    return q.map((row) => {
      const weights = softmax(k.map((other) => dot(row, other) / Math.sqrt(size)));
      return v[0]!.map((_, column) =>
        dot(
          weights,
          v.map((values) => values[column]!),
        ),
      );
    });
  });
  return query.map((_, index) => perHead.flatMap((rows) => rows[index]!));
}

function affine(x: Matrix, weight: Matrix, bias: number[]): Matrix {
  return x.map((row) => weight.map((out, index) => dot(row, out) + bias[index]!));
}

function layerNorm(row: number[], weight: number[], bias: number[], eps: number): number[] {
  const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
  const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
  return row.map((value, index) => ((value - mean) / Math.sqrt(variance + eps)) * weight[index]! + bias[index]!);
}

function softmax(logits: number[]): number[] {
  const exponentials = logits.map(Math.exp);
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
}

/** By its power series, exact to double precision for the small arguments of these models. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const dot = (left: number[], right: number[]) => left.reduce((sum, value, index) => sum + value * right[index]!, 0);
const add = (left: number[], right: number[]) => left.map((value, index) => value + right[index]!);
const zip = (left: Matrix, right: Matrix) => left.map((row, index) => add(row, right[index]!));
