import { temporaryFolder } from '@optical/testing/temporary-folder';
import { EmbeddedEngine } from '../../src/index.ts';
import type { EmbeddedEngineOptions, Query } from '../../src/index.ts';
import { options, passage, vectors } from './passages.ts';

/** As long as it takes. */
export const limits = { deadline: Number.MAX_SAFE_INTEGER, signal: new AbortController().signal };
export const query = (more: Partial<Query> = {}): Query => ({
  vectors: vectors(3, 7),
  k: 10,
  candidateBudget: 100,
  filter: undefined,
  exact: false,
  groupByDocument: false,
  omitContent: true,
  ...more,
});

/** Works with an engine in a folder of its own. */
export async function withEngine(
  more: Partial<EmbeddedEngineOptions>,
  work: (engine: EmbeddedEngine, folder: string) => Promise<void>,
): Promise<void> {
  using folder = temporaryFolder();
  await run(folder.path, more, work);
}

/** Works with an engine in a folder, and closes it. */
export async function run(
  folder: string,
  more: Partial<EmbeddedEngineOptions>,
  work: (engine: EmbeddedEngine, folder: string) => Promise<void>,
): Promise<void> {
  const engine = new EmbeddedEngine(options(folder, more));
  try {
    await work(engine, folder);
  } finally {
    await engine.close();
  }
}

export const many = (count: number, first = 0) =>
  Array.from({ length: count }, (_, i) => passage(`p${first + i}`, first + i));

/** Ids and scores of the collection `a`. */
export async function hitsOf(engine: EmbeddedEngine, more: Partial<Query> = {}) {
  const { hits } = await engine.search('a', query(more), limits);
  return hits.map(({ id, score }) => [id, score]);
}

/** Share of the exact hits of the collection `a` that a search by candidates finds, 0 to 1. */
export async function overlapOf(engine: EmbeddedEngine, more: Partial<Query>): Promise<number> {
  const found = new Set((await hitsOf(engine, more)).map(([id]) => id));
  const exact = await hitsOf(engine, { ...more, exact: true });
  return exact.filter(([id]) => found.has(id)).length / exact.length;
}
