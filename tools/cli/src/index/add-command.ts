import path from 'node:path';
import { Command, Option } from 'commander';
import { OpticalError } from '@optical/errors';
import type { ServiceClient } from '@optical/grpc';
import { withServices } from '../connect/with-service.ts';
import { parseCount } from '../models/parse-count.ts';
import { printJsonLine } from '../output/print.ts';
import { createProgress } from '../progress/create-progress.ts';
import { readContext } from '../settings.ts';
import type { CommandContext, GlobalOptions } from '../settings.ts';
import { endSignal } from '../up/end-signal.ts';
import { addRecords } from './add/add-records.ts';
import { findRecords } from './add/find-records.ts';
import type { RecordFormat, RecordSource } from './add/find-records.ts';
import { ProgressJournal } from './add/progress-journal.ts';
import { readRecords } from './add/read-records.ts';
import type { RecordRules, TextRecord } from './add/record.ts';

interface AddOptions extends GlobalOptions {
  readonly format?: RecordFormat;
  readonly language: string;
  readonly maxTokens?: string;
  readonly overlap?: string;
}

interface Clients {
  readonly teacher: ServiceClient<'teacher'>;
  readonly indexer: ServiceClient<'indexer'>;
}

/** Malformed records that are named; more are only counted. */
const mostNamed = 20;

const vectorBytes = 2;

/** Tokens, enough for a sentence that a cut goes through to be whole on one side. */
const usualOverlap = 32;

/** `optical index add`: encodes texts through the teacher and writes them; the same command goes on after an interruption. */
export const addCommand = new Command('add')
  .description('encode texts and add them to a collection; run again, it goes on where it was interrupted')
  .argument('<collection>', 'its name, not an alias')
  .argument(
    '<path>',
    'JSON Lines, TSV (id, text, document_id, language, metadata) or a text, .gz too, in a file and not a pipe; or a folder of text files',
  )
  .addOption(
    new Option('--format <format>', 'what a file holds, of a folder always text; default: by its ending').choices([
      'jsonl',
      'tsv',
      'text',
    ]),
  )
  .option('--language <tag>', 'language of texts that state none, BCP 47', 'en')
  .option('--max-tokens <n>', "tokens of a passage, longer texts become several; default: the encoder's length")
  .option(
    '--overlap <n>',
    `tokens that such passages share with the one before; default: ${usualOverlap}, of short passages a quarter`,
  )
  .action(async (collection: string, place: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<AddOptions>();
    const context = readContext(options);
    const source = await findRecords(place, options.format);
    await withServices(context, ['teacher', 'indexer'], (clients) =>
      run(clients, context, { collection, source, options }),
    );
  });

async function run(
  clients: Clients,
  context: CommandContext,
  {
    collection,
    source,
    options,
  }: { readonly collection: string; readonly source: RecordSource; readonly options: AddOptions },
): Promise<void> {
  const { collection: found } = await clients.indexer.describeCollection({ collection });
  const { encoder, space, fields } = found!.spec!;
  const model = `${encoder!.name}@${encoder!.digest}`;
  const { architecture } = (await clients.teacher.describeModel({ model })).model!;
  const { maxTokens: longest, passageTokens } = architecture!;
  const maxTokens =
    options.maxTokens === undefined ? passageTokens : parseCount('--max-tokens', options.maxTokens, 8, longest);
  const overlap =
    options.overlap === undefined
      ? Math.min(usualOverlap, Math.floor(maxTokens / 4))
      : parseCount('--overlap', options.overlap, 0, Math.floor(maxTokens / 2));
  const rules: RecordRules = {
    language: options.language,
    fields: new Map(fields.map(({ name, type }) => [name, type])),
  };
  const folder = path.join(path.resolve(context.home), 'cli', 'index-add');
  const journal = new ProgressJournal(
    folder,
    collection,
    found!.createTime,
    source.format,
    source.files,
    model,
    maxTokens,
    overlap,
    options.language,
  );
  const skip = journal.read(found!.version!.version);
  const { maxReceiveMessageBytes } = (await clients.teacher.describeService({})).service!;
  const malformed = new MalformedRecords(context.json);
  const signal = endSignal();
  const begun = performance.now();
  using progress = createProgress(context);
  let acknowledged = skip;
  const done = await addRecords(clients, records(source, rules, skip, malformed), {
    collection,
    spaceFingerprint: space!.fingerprint,
    mayReplace: found!.statistics!.passages > 0,
    model,
    maxTokens,
    overlap,
    batchPieces: piecesThatFit(maxTokens, space!.dims, maxReceiveMessageBytes),
    calls: 3,
    signal,
    onAcknowledged: ({ records: count, version, inserted, replaced }) => {
      acknowledged = skip + count;
      journal.write(acknowledged, version);
      progress.update('add', { done: acknowledged, unit: 'texts', note: `${inserted + replaced} passages` });
    },
    onWait: (ms, message) => {
      const note = `goes on in ${(ms / 1000).toFixed(1)} s: ${message}`;
      progress.update('add', { done: acknowledged, unit: 'texts', note });
    },
    onRefused: ({ id, error }) => {
      malformed.add(`passage ${JSON.stringify(id)}`, error?.message ?? 'was refused');
    },
  });
  progress.finish();
  journal.remove();
  const { inserted, replaced, refused, removed } = done;
  const summary = {
    type: 'added',
    collection,
    texts: done.records,
    skipped: skip,
    inserted,
    replaced,
    removed,
    refused,
    malformed: malformed.count - refused,
    seconds: (performance.now() - begun) / 1000,
    version: done.version,
  };
  if (context.json) printJsonLine(summary);
  else console.log(summaryText(summary));
  if (malformed.count > 0) process.exitCode = 1;
}

/** The records that are still to be added; malformed ones are told and passed over. */
async function* records(
  source: RecordSource,
  rules: RecordRules,
  skip: number,
  malformed: MalformedRecords,
): AsyncGenerator<TextRecord, void, undefined> {
  let seen = 0;
  for await (const read of readRecords(source, rules)) {
    if ('problem' in read) malformed.add(read.at, read.problem);
    else if (seen++ >= skip) yield read.record;
  }
}

/** So many that vectors, tokens and texts of full sequences fit a reply of the teacher and a request to the indexer. */
function piecesThatFit(maxTokens: number, dims: number, messageBytes: number): number {
  const pieceBytes = maxTokens * (vectorBytes * dims + 48) + 256;
  return Math.max(1, Math.min(64, Math.floor((0.8 * messageBytes) / pieceBytes)));
}

/** Tells what cannot be added, on stderr, as it is met. */
class MalformedRecords {
  readonly #json: boolean;
  count = 0;

  constructor(json: boolean) {
    this.#json = json;
  }

  add(at: string, problem: string): void {
    this.count += 1;
    if (this.count > mostNamed) return;
    const error = new OpticalError('invalid-argument', `${at} ${problem}`);
    console.error(this.#json ? JSON.stringify({ warning: { at, problem } }) : error.message);
    if (this.count === mostNamed) console.error('… further ones are only counted');
  }
}

function summaryText(summary: {
  readonly collection: string;
  readonly texts: number;
  readonly skipped: number;
  readonly inserted: number;
  readonly replaced: number;
  readonly removed: number;
  readonly refused: number;
  readonly malformed: number;
  readonly seconds: number;
}): string {
  const { collection, texts, skipped, inserted, replaced, removed, refused, malformed, seconds } = summary;
  const parts = [
    `${texts} texts added to ${collection} in ${seconds.toFixed(1)} s`,
    `${inserted} new passages, ${replaced} replaced`,
    ...(removed > 0 ? [`${removed} that their texts no longer have removed`] : []),
    ...(skipped > 0 ? [`${skipped} texts were there from an interrupted run`] : []),
    ...(refused > 0 ? [`${refused} passages refused`] : []),
    ...(malformed > 0 ? [`${malformed} malformed`] : []),
  ];
  return parts.join('; ');
}
