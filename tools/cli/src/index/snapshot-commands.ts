import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import { invalidArgument } from '@optical/errors';
import { withService } from '../connect/with-service.ts';
import { printJsonLine } from '../output/print.ts';
import { readContext } from '../settings.ts';
import type { GlobalOptions } from '../settings.ts';

interface SnapshotOptions extends GlobalOptions {
  readonly name?: string;
}

interface AliasOptions extends GlobalOptions {
  readonly remove?: boolean;
  readonly expected?: string;
}

/** The longest that a service allows: what is copied may be large. */
const copyDeadlineMs = 600_000;

/** `optical index snapshot`: an immutable copy in the artifact store. */
export const snapshotCommand = new Command('snapshot')
  .description('register an immutable copy of a collection')
  .argument('<collection>', 'name or alias')
  .option('--name <name>', 'registry name; default: snapshot/ and the name of the collection')
  .action(async (collection: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<SnapshotOptions>();
    const context = readContext(options);
    const request = { collection, snapshotName: options.name ?? '', requestId: randomUUID() };
    await withService(context, 'indexer', async (indexer) => {
      const { snapshot } = await indexer.snapshot(request, { deadlineMs: copyDeadlineMs });
      const { version, passages, bytes, collection: state } = snapshot!;
      if (context.json) printJsonLine(snapshot);
      else
        console.log(
          `${version!.name}@${version!.digest}\nversion ${state!.version}, ${passages} passages, ${bytes} bytes`,
        );
    });
  });

/** `optical index restore`: a new collection from a snapshot. */
export const restoreCommand = new Command('restore')
  .description('make a new collection from a snapshot, after checking its checksums')
  .argument('<snapshot>', 'name, name@alias or name@digest')
  .argument('<collection>', 'name of the new collection')
  .action(async (snapshot: string, name: string, _options: unknown, command: Command) => {
    const context = readContext(command.optsWithGlobals<GlobalOptions>());
    const request = { snapshot, collection: name, requestId: randomUUID() };
    await withService(context, 'indexer', async (indexer) => {
      const { collection } = await indexer.restore(request, { deadlineMs: copyDeadlineMs });
      if (context.json) printJsonLine(collection);
      else console.log(`${name} has the ${collection!.statistics!.passages} passages of ${snapshot}`);
    });
  });

/** `optical index alias`: searches by the alias see the old collection or the new one, never neither. */
export const aliasCommand = new Command('alias')
  .description('point an alias to a collection, at once for all searches, or remove it')
  .argument('<alias>', 'the alias')
  .argument('[collection]', 'name of the collection to point to')
  .option('--remove', 'remove the alias')
  .option('--expected <collection>', 'move only if the alias points to this collection now')
  .action(async (alias: string, collection: string | undefined, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<AliasOptions>();
    const context = readContext(options);
    if ((collection === undefined) !== (options.remove === true))
      throw invalidArgument({ field: 'collection', description: 'name a collection, or say --remove' });
    const target = collection ?? '';
    await withService(context, 'indexer', async (indexer) => {
      const request = { alias, collection: target, expectedCollection: options.expected ?? '' };
      const { previousCollection } = await indexer.setAlias(request);
      if (context.json) printJsonLine({ alias, collection: target, previousCollection });
      else {
        const before = previousCollection === '' ? '' : `; it pointed to ${previousCollection}`;
        console.log(target === '' ? `${alias} is removed${before}` : `${alias} points to ${target}${before}`);
      }
    });
  });
