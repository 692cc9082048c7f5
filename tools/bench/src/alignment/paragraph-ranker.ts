import { createGraph, initializer, input, matmul, reduceMax, reduceSum, reshape, tensor, toOnnx } from '@optical/graph';
import type { Ranking } from '@optical/evaluation';
import { openSession } from '@optical/ort';
import type { EncodedText } from './encode-texts.ts';

/** Questions that are scored together. */
const batchSize = 8;

/** Exact MaxSim of questions against a fixed set of paragraphs: every score of every question. */
export interface ParagraphRanker extends AsyncDisposable {
  rank(questions: readonly EncodedText[]): Promise<readonly Ranking[]>;
}

/** All texts have vectors of as many components. */
export async function openRanker(paragraphs: readonly EncodedText[], threads: number): Promise<ParagraphRanker> {
  const dims = paragraphs[0]!.vectors.length / paragraphs[0]!.tokens;
  const longest = Math.max(...paragraphs.map(({ tokens }) => tokens));
  const graph = createGraph();
  const questions = input(graph, 'questions', 'float32', ['batch', 'length', dims]);
  const stored = initializer(
    graph,
    'paragraphs',
    tensor('float32', [paragraphs.length * longest, dims], padded(paragraphs, longest, dims)),
  );
  const similarities = reshape(matmul(questions, stored, { transposeB: true }), [
    'batch',
    'length',
    paragraphs.length,
    longest,
  ]);
  const scores = reduceSum(reduceMax(similarities, -1), 1);
  const session = await openSession({ model: toOnnx({ scores }), threads });
  return {
    rank: async (asked) => {
      const documentIds = paragraphs.map(({ id }) => id);
      const rankings: Ranking[] = [];
      const byLength = asked.toSorted((a, b) => a.tokens - b.tokens);
      for (let begin = 0; begin < byLength.length; begin += batchSize) {
        const batch = byLength.slice(begin, begin + batchSize);
        const length = batch.at(-1)!.tokens;
        // Vectors of zeros after a question's own are as like to every paragraph: they add nothing to any score.
        const data = new Float32Array(batch.length * length * dims);
        batch.forEach(({ vectors }, row) => {
          data.set(vectors, row * length * dims);
        });
        const shape = [batch.length, length, dims];
        const { outputs } = await session.run({ questions: { dtype: 'float32', shape, data } });
        const all = outputs.scores!.data as Float32Array;
        batch.forEach(({ id }, row) => {
          const scoresOf = all.slice(row * paragraphs.length, (row + 1) * paragraphs.length);
          rankings.push({ queryId: id, documentIds, scores: scoresOf });
        });
      }
      return rankings;
    },
    [Symbol.asyncDispose]: () => session.close(),
  };
}

/** Short paragraphs are filled up with their own first vector, which changes no maximum. */
function padded(paragraphs: readonly EncodedText[], longest: number, dims: number): Float32Array {
  const all = new Float32Array(paragraphs.length * longest * dims);
  paragraphs.forEach(({ vectors }, row) => {
    const begin = row * longest * dims;
    for (let place = begin; place < begin + longest * dims; place += dims) all.set(vectors.subarray(0, dims), place);
    all.set(vectors, begin);
  });
  return all;
}
