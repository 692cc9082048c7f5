/**
 * A program of somebody else: what the package of the client offers it, by the package's types. It is copied to a project
 * outside the workspace, checked there by tsc and run with the address of a retriever. Prints what it found as JSON.
 */
import { createRetrieverClient, filters, OpticalError } from '@optical/client';
import type { ErrorKind, Hit, RetrieverClientOptions, SearchQuery } from '@optical/client';

const options: RetrieverClientOptions = { address: process.argv[2] ?? '', deadlineMs: 20_000 };
using client = createRetrieverClient(options);

const filter = filters.allOf(filters.equal('topic', 'history'), filters.less('year', new Date(0)));
const { hits, partial } = await client.search('Ni lini vita vilianza?', { language: 'sw', k: 5, filter });
const best: Hit | undefined = hits[0];

const queries: SearchQuery[] = [{ query: 'vita' }, { query: 'amani', collection: 'nowhere' }];
const outcomes: string[] = [];
for await (const outcome of client.searchStream(queries))
  outcomes[outcome.index] = 'result' in outcome ? outcome.result.language : outcome.error.kind;

let kind: ErrorKind | undefined;
let resource: string | undefined;
try {
  await client.search('vita', { collection: 'nowhere' });
} catch (error) {
  if (!(error instanceof OpticalError)) throw error;
  kind = error.kind;
  resource = error.details.resource?.name;
}
console.log(JSON.stringify({ text: best?.text, year: best?.metadata.year, partial, outcomes, kind, resource }));
