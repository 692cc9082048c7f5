import { randomUUID } from 'node:crypto';
import { Command, Option } from 'commander';
import type { Collection__Output } from '@optical/contracts/indexer';
import { withService, withServices } from '../connect/with-service.ts';
import { defaultTeacher, ensureTeacher } from '../models/default-teacher.ts';
import { parseCount } from '../models/parse-count.ts';
import { printJsonLine } from '../output/print.ts';
import { readContext } from '../settings.ts';
import type { GlobalOptions } from '../settings.ts';
import { filterHelp, readFilter } from '../search/parse-filter.ts';
import { parseField } from './fields.ts';
import { precisions } from './precision.ts';
import { renderCollection, renderCollections } from './render-collection.ts';

interface CreateOptions extends GlobalOptions {
  readonly encoder: string;
  readonly precision: string;
  readonly centroids: string;
  readonly seed: string;
  readonly field: readonly string[];
  readonly description: string;
}

/** `optical index create`: an empty collection for the passages of one encoder. */
export const createCommand = new Command('create')
  .description('make an empty collection for passages of one encoder')
  .argument('<collection>', 'its name')
  .option('--encoder <reference>', 'encoder of its passages', defaultTeacher)
  .addOption(
    new Option('--precision <precision>', 'how vectors are stored').choices(Object.keys(precisions)).default('4-bit'),
  )
  .option('--centroids <n>', 'centroids of the candidate index; 0 chooses by the number of tokens', '0')
  .option('--seed <n>', 'seed of the clustering', '0')
  .option(
    '--field <name:type>',
    'metadata field: string, number (binary64), bool, time or strings; may be repeated',
    collect,
    [],
  )
  .option('--description <text>', 'what it holds, for people', '')
  .action(async (name: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<CreateOptions>();
    const context = readContext(options);
    const { description } = options;
    const codec = {
      precision: precisions[options.precision]!,
      centroids: parseCount('--centroids', options.centroids, 0, 65_536),
      seed: parseCount('--seed', options.seed, 0, 2 ** 32 - 1),
    };
    const fields = options.field.map(parseField);
    await withServices(context, ['teacher', 'indexer'], async ({ teacher, indexer }) => {
      if (options.encoder === defaultTeacher) await ensureTeacher(teacher);
      const { version, space } = (await teacher.describeModel({ model: options.encoder })).model!;
      const spec = { name, space, encoder: version, codec, fields, description };
      const { collection } = await indexer.createCollection({ spec, requestId: randomUUID() });
      if (context.json) printJsonLine(collection);
      else console.log(`${name} holds passages of ${version!.name}@${version!.digest.slice(0, 12)}`);
    });
  });

interface DeleteOptions extends GlobalOptions {
  readonly id: readonly string[];
  readonly document: readonly string[];
  readonly filter: readonly string[];
}

/** `optical index delete`: passages that are named, else the collection; snapshots stay. */
export const deleteCommand = new Command('delete')
  .description('delete passages by id, document or filter; without any of them the whole collection; snapshots stay')
  .argument('<collection>', 'its name, not an alias')
  .option('--id <id>', 'a passage; may be repeated', collect, [])
  .option('--document <id>', 'all passages of a document; may be repeated', collect, [])
  .option(
    '-f, --filter <condition>',
    `passages for which it holds: ${filterHelp}; may be repeated, all hold`,
    collect,
    [],
  )
  .action(async (collection: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<DeleteOptions>();
    const context = readContext(options);
    const { id: ids, document: documentIds, filter: conditions } = options;
    await withService(context, 'indexer', async (indexer) => {
      if (ids.length + documentIds.length + conditions.length === 0) {
        const { deleted } = await indexer.deleteCollection({ collection });
        if (context.json) printJsonLine({ collection, deleted });
        else console.log(deleted ? `${collection} is deleted` : `there was no ${collection}`);
        return;
      }
      const filter = await readFilter(indexer, () => collection, conditions);
      const selection = { collection, ids: [...ids], documentIds: [...documentIds], ...(filter && { filter }) };
      const { deleted, missing, version } = await indexer.delete(selection);
      if (context.json) printJsonLine({ collection, deleted, missing, version: version!.version });
      else console.log(`${deleted} passages deleted${missing > 0 ? `; ${missing} of the ids were not there` : ''}`);
    });
  });

/** `optical index describe`: encoder, codec, counts, sizes, recall, snapshots. */
export const describeCommand = new Command('describe')
  .description('one collection: encoder, storage, counts, sizes, measured recall, snapshots')
  .argument('<collection>', 'name or alias')
  .action(async (collection: string, _options: unknown, command: Command) => {
    const context = readContext(command.optsWithGlobals<GlobalOptions>());
    await withService(context, 'indexer', async (indexer) => {
      const described = await indexer.describeCollection({ collection });
      if (context.json) printJsonLine(described);
      else console.log(renderCollection(described));
    });
  });

/** `optical index list`: by name. */
export const listCommand = new Command('list')
  .description('collections, by name')
  .action(async (_options: unknown, command: Command) => {
    const context = readContext(command.optsWithGlobals<GlobalOptions>());
    await withService(context, 'indexer', async (indexer) => {
      const collections: Collection__Output[] = [];
      let pageToken = '';
      do {
        const page = await indexer.listCollections({ pageSize: 500, pageToken });
        collections.push(...page.collections);
        pageToken = page.nextPageToken;
      } while (pageToken !== '');
      if (context.json) collections.forEach(printJsonLine);
      else console.log(renderCollections(collections));
    });
  });

function collect(field: string, fields: readonly string[]): string[] {
  return [...fields, field];
}
