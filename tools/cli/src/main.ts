import { Command } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { statusCommand } from './commands/status.ts';
import { traceCommand } from './commands/trace.ts';
import { upCommand } from './commands/up.ts';
import { reportError } from './output/report-error.ts';

const program = new Command('optical')
  .description('Cross-lingual retrieval for low-resource languages.')
  .version(manifest.version)
  .option('--home <folder>', 'data directory (OPTICAL_HOME), default .optical')
  .option('--json', 'print JSON lines instead of text')
  .addCommand(upCommand)
  .addCommand(statusCommand)
  .addCommand(traceCommand);

try {
  await program.parseAsync();
} catch (error) {
  reportError(error, program.opts<{ json?: boolean }>().json === true);
}
