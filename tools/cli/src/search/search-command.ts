import { Command } from 'commander';
import { retrieverClient } from '@optical/client';
import type { RetrieverClient, SearchResult } from '@optical/client';
import { withServices } from '../connect/with-service.ts';
import { parseCount } from '../models/parse-count.ts';
import { colorsFor } from '../output/colors.ts';
import { printJsonLine } from '../output/print.ts';
import { readContext } from '../settings.ts';
import type { GlobalOptions } from '../settings.ts';
import { decorate, matchedWords } from './matched-words.ts';
import { filterHelp, readFilter } from './parse-filter.ts';
import { renderHits } from './render-hits.ts';

interface SearchCommandOptions extends GlobalOptions {
  readonly lang: string;
  readonly collection: string;
  readonly k: string;
  readonly filter: readonly string[];
  readonly model: string;
  readonly budget: string;
  readonly exact?: boolean;
  readonly documents?: boolean;
  readonly highlight?: boolean;
}

/** `optical search`: a text in any served language against a collection. */
export const searchCommand = new Command('search')
  .description('the best passages for a query in any language that is served')
  .argument('<query>', 'the query')
  .option('-l, --lang <tag>', 'language of the query, BCP 47; default: detected', 'und')
  .option('-c, --collection <name>', "collection or alias; default: the service's", '')
  .option('-k <n>', 'number of hits', '10')
  .option('-f, --filter <condition>', `${filterHelp}; may be repeated, all hold`, collect, [])
  .option('--model <reference>', 'query encoder; default: the production student of the language', '')
  .option('--budget <n>', "candidates scored at most; 0 is the service's setting", '0')
  .option('--exact', 'score every passage')
  .option('--documents', 'each document once, by its best passage')
  .option('--highlight', 'mark the words that the query matches')
  .action(async (query: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<SearchCommandOptions>();
    const context = readContext(options);
    const { lang: language, collection, model, exact = false, documents: groupByDocument = false } = options;
    const k = parseCount('-k', options.k, 1, 1000);
    const candidateBudget = parseCount('--budget', options.budget, 0, 100_000);
    await withServices(context, ['retriever', 'indexer'], async (clients) => {
      const retriever = retrieverClient(clients.retriever);
      const searched = async () =>
        collection === '' ? (await clients.retriever.describeService({})).defaultCollection : collection;
      const filter = await readFilter(clients.indexer, searched, options.filter);
      const search = { language, collection, k, candidateBudget, model, exact, groupByDocument };
      const result = await retriever.search(query, { ...search, ...(filter && { filter }) });
      if (context.json) printJsonLine(result);
      else {
        const colors = colorsFor(process.stdout);
        const mark = (word: string) => colors.bold(colors.yellow(word));
        const decorated = options.highlight === true ? await highlight(retriever, query, result, mark) : new Map();
        console.log(renderHits(result, { colors, decorated }));
      }
    });
  });

async function highlight(
  retriever: RetrieverClient,
  query: string,
  { hits, language, model, index }: SearchResult,
  mark: (word: string) => string,
): Promise<Map<string, string>> {
  const decorated = new Map<string, string>();
  for (const { id } of hits) {
    const options = { passageId: id, language, collection: index.collection, model: `${model.name}@${model.digest}` };
    const explanation = await retriever.explain(query, options);
    decorated.set(id, decorate(explanation.passageText, matchedWords(explanation), mark));
  }
  return decorated;
}

function collect(condition: string, conditions: readonly string[]): string[] {
  return [...conditions, condition];
}
