import { Command } from 'commander';
import type { ArtifactAlias__Output } from '@optical/contracts/common';
import { withService } from '../connect/with-service.ts';
import { printJsonLine } from '../output/print.ts';
import { readContext } from '../settings.ts';
import type { CommandContext, GlobalOptions } from '../settings.ts';
import { shortDigest } from './model-view.ts';

interface AliasOptions extends GlobalOptions {
  readonly alias: string;
  readonly expected?: string;
}

/** `optical models promote`: services that follow the alias switch to the version. */
export const promoteCommand = new Command('promote')
  .description('point an alias to a version; services that follow the alias switch to it')
  .argument('<model>', 'the version: name (its newest), name@alias or name@digest (8 digits or more)')
  .option('--alias <alias>', 'the alias to move', 'production')
  .option('--expected <digest>', 'move only if the alias points to this digest now')
  .action(async (model: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<AliasOptions>();
    const context = readContext(options);
    await withService(context, 'teacher', async (client) => {
      const { name, digest } = (await client.describeModel({ model })).model!.version!;
      const request = { name, digest, alias: options.alias, expectedDigest: options.expected ?? '' };
      printAlias(context, name, (await client.promoteModel(request)).alias!);
    });
  });

/** `optical models rollback`: back to where the alias was before; again, further back. */
export const rollbackCommand = new Command('rollback')
  .description('point an alias back to where it was before its last move; again, further back')
  .argument('<name>', 'name of the model, such as student/hi')
  .option('--alias <alias>', 'the alias to move', 'production')
  .option('--expected <digest>', 'move only if the alias points to this digest now; default: wherever it points')
  .action(async (name: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<AliasOptions>();
    const context = readContext(options);
    const { alias, expected } = options;
    await withService(context, 'teacher', async (client) => {
      const current = async () => (await client.describeModel({ model: `${name}@${alias}` })).model!.version!.digest;
      const request = { name, alias, expectedDigest: expected ?? (await current()) };
      printAlias(context, name, (await client.rollbackModel(request)).alias!);
    });
  });

function printAlias({ json }: CommandContext, name: string, alias: ArtifactAlias__Output): void {
  const { digest, previousDigest } = alias;
  if (json) printJsonLine({ name, alias: alias.alias, digest, ...(previousDigest !== '' && { previousDigest }) });
  else {
    const before = previousDigest === '' ? '' : `; a roll-back returns to ${shortDigest(previousDigest)}`;
    console.log(`${name}@${alias.alias} points to ${shortDigest(digest)}${before}`);
  }
}
