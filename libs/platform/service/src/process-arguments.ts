import { invalidArgument } from '@optical/errors';

/** What a service process is asked to do: serve, or only print something. */
export type ProcessTask = 'serve' | 'help' | 'version';

/**
 * @param words the arguments after the program's file
 * @throws OpticalError `invalid-argument` for anything but `--help` and `--version`: settings are no arguments
 */
export function readTask(words: readonly string[]): ProcessTask {
  const unknown = words.find((word) => word !== '--help' && word !== '--version');
  if (unknown !== undefined)
    throw invalidArgument({
      field: unknown,
      description: 'is no option; there are --help, which lists the settings, and --version',
    });
  if (words.includes('--help')) return 'help';
  return words.includes('--version') ? 'version' : 'serve';
}
