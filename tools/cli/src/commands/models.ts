import { Command } from 'commander';
import { exportCommand } from '../models/export-command.ts';
import { importCommand } from '../models/import-command.ts';
import { describeCommand, listCommand } from '../models/list-commands.ts';
import { promoteCommand, rollbackCommand } from '../models/alias-commands.ts';

/** `optical models …`: the registry of teachers, students and bases. */
export const modelsCommand = new Command('models')
  .description('registered models: import, list, describe, promote, roll back, export')
  .addCommand(importCommand)
  .addCommand(listCommand)
  .addCommand(describeCommand)
  .addCommand(promoteCommand)
  .addCommand(rollbackCommand)
  .addCommand(exportCommand);
