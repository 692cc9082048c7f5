import { Command } from 'commander';
import { addCommand } from '../index/add-command.ts';
import { createCommand, deleteCommand, describeCommand, listCommand } from '../index/collection-commands.ts';
import { aliasCommand, restoreCommand, snapshotCommand } from '../index/snapshot-commands.ts';

/** `optical index …`: collections of passages. */
export const indexCommand = new Command('index')
  .description('collections of passages: create, add, delete, describe, list, snapshot, restore, alias')
  .addCommand(createCommand)
  .addCommand(addCommand)
  .addCommand(deleteCommand)
  .addCommand(describeCommand)
  .addCommand(listCommand)
  .addCommand(snapshotCommand)
  .addCommand(restoreCommand)
  .addCommand(aliasCommand);
