/**
 * nDCG@10 of all-MiniLM-L6-v2 on English XQuAD, every second question, with all vectors from the running service:
 * `npm run check:xquad`. Needs shared/data and shared/models beside the checkout. Fails below .965.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { dataPlaces, paragraphRetrieval, readSquad, requireFile } from '@optical/datasets';
import type { IdentifiedText } from '@optical/datasets';
import { evaluateRun } from '@optical/evaluation';
import { createGraph, input, matmul, tensor, toOnnx, initializer } from '@optical/graph';
import { openSession } from '@optical/ort';
import { publishModel } from '@optical/encoding';
import { serveTeacher } from './support/serve-teacher.ts';

const reference = 'teacher/minilm';
const textsPerCall = 12;

const places = dataPlaces({ checkout: import.meta.dirname });
const data = requireFile(places, 'xquad/xquad.en.json');
const { documents, queries, judgements } = paragraphRetrieval(await readSquad(data).toArray());
const asked = queries.filter((_, index) => index % 2 === 0);
const isAsked = new Set(asked.map(({ id }) => id));

await using served = await serveTeacher({ OPTICAL_ENCODING_THREADS: '2' });
const source = path.join(path.dirname(places[0]!.folder), 'models', 'all-MiniLM-L6-v2');
await publishModel(served.artifacts, { name: reference, purpose: 'teacher', languages: ['en'], source });

/** The token vectors of each text. */
async function encode(texts: readonly IdentifiedText[], role: 'ROLE_QUERY' | 'ROLE_PASSAGE'): Promise<Float32Array[]> {
  async function* requests() {
    for (let begin = 0; begin < texts.length; begin += textsPerCall) {
      await Promise.resolve();
      const inputs = texts.slice(begin, begin + textsPerCall).map(({ text }) => ({ text }));
      yield { sequence: begin, request: { model: reference, role, language: 'en', inputs } };
    }
  }
  const vectors: Float32Array[] = [];
  for await (const { sequence, response, error } of served.client.encodeStream(requests())) {
    assert.ok(response, error?.message);
    response.texts.forEach((text, index) => {
      vectors[sequence + index] = new Float32Array(Uint8Array.from(text.vectors!.data).buffer);
    });
  }
  return vectors;
}

const begun = performance.now();
const passages = await encode(documents, 'ROLE_PASSAGE');
const questions = await encode(asked, 'ROLE_QUERY');
const seconds = (performance.now() - begun) / 1000;

const dims = 384;
const rows = passages.reduce((sum, { length }) => sum + length / dims, 0);
const all = new Float32Array(rows * dims);
const starts = [0];
for (const vectors of passages) {
  all.set(vectors, starts.at(-1)! * dims);
  starts.push(starts.at(-1)! + vectors.length / dims);
}
const graph = createGraph();
const product = matmul(
  input(graph, 'query', 'float32', ['tokens', dims]),
  initializer(graph, 'passages', tensor('float32', [rows, dims], all)),
  { transposeB: true },
);
const session = await openSession({ model: toOnnx({ scores: product }), threads: 2 });

/** MaxSim against every passage. */
async function scoresOf(query: Float32Array): Promise<number[]> {
  const tokens = query.length / dims;
  const { outputs } = await session.run({ query: { dtype: 'float32', shape: [tokens, dims], data: query } });
  const similarities = outputs.scores!.data as Float32Array;
  return passages.map((_, passage) => {
    let sum = 0;
    for (let token = 0; token < tokens; token++) {
      let best = -Infinity;
      for (let row = starts[passage]!; row < starts[passage + 1]!; row++)
        best = Math.max(best, similarities[token * rows + row]!);
      sum += best;
    }
    return sum;
  });
}

const documentIds = documents.map(({ id }) => id);
const rankings = [];
for (const [index, { id }] of asked.entries())
  rankings.push({ queryId: id, documentIds, scores: await scoresOf(questions[index]!) });
await session.close();
const judged = judgements.filter(({ queryId }) => isAsked.has(queryId));
const { means } = evaluateRun({ name: 'minilm', rankings }, judged, [{ kind: 'ndcg', cutoff: 10 }]);
console.log(`${asked.length} questions, ${documents.length} paragraphs, encoded in ${seconds.toFixed(1)} s`);
console.log(`nDCG@10 en→en ${means[0]!.toFixed(4)}`);
assert.ok(means[0]! >= 0.965, 'expected .973 or near it');
