import { Command, CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { compareCommand } from './commands/compare.ts';
import { distillCommand } from './commands/distill.ts';
import { encodeCommand } from './commands/encode.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { indexCommand } from './commands/index.ts';
import { jobsCommand } from './commands/jobs.ts';
import { modelsCommand } from './commands/models.ts';
import { startCommand } from './commands/start.ts';
import { statusCommand } from './commands/status.ts';
import { studyCommand } from './commands/study.ts';
import { traceCommand } from './commands/trace.ts';
import { upCommand } from './commands/up.ts';
import { vocabCommand } from './commands/vocab.ts';
import { explainCommand } from './search/explain-command.ts';
import { searchCommand } from './search/search-command.ts';
import { isEndOfOutput, outputExitCode, watchOutput } from './output/closed-output.ts';
import { reportError } from './output/report-error.ts';
import { explainUsage, throwUsageErrors } from './output/usage-errors.ts';
import { describeCliSettings } from './settings.ts';

const program = new Command('optical')
  .description('Cross-lingual retrieval for low-resource languages.')
  .version(manifest.version)
  .option('--home <folder>', 'data directory (OPTICAL_HOME), default .optical')
  .option('--json', 'print JSON lines instead of text')
  .addCommand(startCommand)
  .addCommand(upCommand)
  .addCommand(statusCommand)
  .addCommand(traceCommand)
  .addCommand(vocabCommand)
  .addCommand(modelsCommand)
  .addCommand(encodeCommand)
  .addCommand(distillCommand)
  .addCommand(jobsCommand)
  .addCommand(indexCommand)
  .addCommand(searchCommand)
  .addCommand(explainCommand)
  .addCommand(studyCommand)
  .addCommand(evaluateCommand)
  .addCommand(compareCommand)
  .addHelpText('after', () => `\n${describeCliSettings()}`);

// Arguments that do not parse are no options yet.
const isJson = (): boolean => program.opts<{ json?: boolean }>().json === true || process.argv.includes('--json');

watchOutput((error) => {
  reportError(error, isJson());
});
try {
  await throwUsageErrors(program).parseAsync();
} catch (error) {
  const reported = error instanceof CommanderError ? explainUsage(error) : error;
  if (reported !== undefined && !isEndOfOutput(reported)) reportError(reported, isJson());
  else if (error instanceof CommanderError) process.exitCode = error.exitCode;
}
process.exitCode = outputExitCode() ?? process.exitCode;
