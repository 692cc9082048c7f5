import type { Command } from 'commander';
import { CommanderError } from 'commander';
import { invalidArgument } from '@optical/errors';

/** Makes `command` and all below it throw what is wrong with their arguments, in place of printing it and exiting. */
export function throwUsageErrors(command: Command): Command {
  command.exitOverride().configureOutput({ outputError: () => undefined });
  for (const subcommand of command.commands) throwUsageErrors(subcommand);
  return command;
}

/** What is wrong with the arguments as our own error; undefined when commander only printed help or the version. */
export function explainUsage(error: CommanderError): Error | undefined {
  if (error.exitCode === 0 || error.code === 'commander.help') return undefined;
  return invalidArgument({ field: 'arguments', description: error.message.replace(/^error: /, '') });
}
