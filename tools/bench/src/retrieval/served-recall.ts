import { createRetrieverClient } from '@optical/client';
import type { RetrievalSystem } from './services.ts';

/**
 * Mean share of the exact best `k` that searches with default settings find, through the services.
 * @param questions in English
 */
export async function servedRecall(
  { collection, retriever }: RetrievalSystem,
  questions: readonly string[],
  k: number,
): Promise<number> {
  using client = createRetrieverClient({ address: retriever.address, deadlineMs: 120_000 });
  let shares = 0;
  for (const question of questions) {
    const idsOf = async (exact: boolean) =>
      (await client.search(question, { language: 'en', collection, k, exact })).hits.map(({ id }) => id);
    const best = new Set(await idsOf(true));
    const found = await idsOf(false);
    shares += found.filter((id) => best.has(id)).length / best.size;
  }
  return shares / questions.length;
}
