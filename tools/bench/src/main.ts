import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { benchAlignment } from './alignment/alignment-bench.ts';
import { benchEncode } from './encode/encode-bench.ts';
import { benchLexical } from './lexical/lexical-bench.ts';
import { benchPlatform } from './platform/platform-bench.ts';
import { benchUp } from './platform/up-bench.ts';
import { completeRecord } from './record/measurement-record.ts';
import type { Measurement } from './record/measurement-record.ts';
import { benchRetrieval } from './retrieval/retrieval-bench.ts';
import { benchSearchGrowth } from './search/growth-bench.ts';
import { benchSearchQuality } from './search/quality-bench.ts';
import { benchSearch } from './search/search-bench.ts';
import { benchTraining } from './training/training-bench.ts';
import { benchTransport } from './transport/transport-bench.ts';

type Bench = (onRound: (round: number, of: number) => void) => Promise<Measurement>;

const benches: Readonly<Record<string, { readonly about: string; readonly run: Bench }>> = {
  alignment: { about: 'a student without training, its word vectors aligned by IBM Model 1', run: benchAlignment },
  encode: { about: 'encoding through the teacher service, against the raw session', run: benchEncode },
  lexical: { about: 'BM25 and probabilistic structured queries, on XQuAD', run: benchLexical },
  platform: { about: 'cost of the platform on a unary call, against bare grpc-js', run: benchPlatform },
  retrieval: { about: 'searches through the services: latency by stage, overload, bulk upload', run: benchRetrieval },
  search: { about: 'late interaction over passages, against exact MaxSim, fast-plaid and PyLate', run: benchSearch },
  'search-growth': { about: 'two-stage search in ten times the passages, asked in turn', run: benchSearchGrowth },
  'search-quality': { about: 'recall and nDCG@10 of two-stage search, by budget', run: benchSearchQuality },
  training: { about: 'a training step, against PyTorch', run: benchTraining },
  transport: { about: 'batched Sinkhorn, against POT and ott-jax', run: benchTransport },
  up: { about: 'time until all services are SERVING, and their memory', run: benchUp },
};

const resultsFolder = path.resolve(import.meta.dirname, '../../../docs/results');

const program = new Command('bench').description('Side-by-side measurements, one JSON record each.');
for (const [name, { about, run }] of Object.entries(benches)) {
  program
    .command(name)
    .description(about)
    .option('--json', 'print the whole record')
    .option('--save', 'write the record to docs/results')
    .action(async ({ json, save }: { json?: boolean; save?: boolean }) => {
      const record = completeRecord(name, await run(showRound));
      if (process.stderr.isTTY) process.stderr.write('\n');
      if (save === true) {
        mkdirSync(resultsFolder, { recursive: true });
        writeFileSync(path.join(resultsFolder, `${name}.json`), `${JSON.stringify(record, null, 2)}\n`);
      }
      if (json === true) console.log(JSON.stringify(record, null, 2));
      else console.table(record.metrics);
    });
}
await program.parseAsync();

function showRound(round: number, of: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\rround ${round} of ${of}`);
}
