import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import { printJsonLine } from '../output/print.ts';
import { readContext } from '../settings.ts';
import type { GlobalOptions } from '../settings.ts';
import { withService } from '../connect/with-service.ts';
import { readSpec } from './distill-spec.ts';
import type { DistillFlags } from './distill-spec.ts';
import { followJob } from './follow-job.ts';
import { printReports } from './job-output.ts';
import { prepareRecipe } from '../recipes/prepare-recipe.ts';
import type { RecipeFlags } from '../recipes/prepare-recipe.ts';
import type { CommandContext } from '../settings.ts';
import type { JobSpec } from '@optical/contracts/distiller';
import { invalidArgument } from '@optical/errors';

interface DistillOptions extends GlobalOptions, DistillFlags, Partial<RecipeFlags> {
  readonly requestId?: string;
  readonly validateOnly?: boolean;
  readonly detach?: boolean;
}

/** Reading and tokenising a large bitext takes minutes. */
const deadlineMs = 600_000;

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** `optical distill`: puts a training job on the queue and follows it. */
export const distillCommand = new Command('distill')
  .description('train a student from bitext, or whatever a YAML file specifies; Ctrl-C leaves the job running')
  .option('--recipe <kind>', 'student: the default recipe for --lang; teacher: an English one from scratch')
  .option('--lang <tag>', "language of the recipe's student, BCP 47")
  .option('-f, --file <yaml>', 'specification, with the fields of JobSpec; flags win over it')
  .option('-o, --output <name>', 'registry name of the result, such as student/hi')
  .option('--name <text>', 'name for people')
  .option('--teacher <model>', 'teacher: name, name@alias or name@digest')
  .option('--vocabulary <name>', 'vocabulary of the student')
  .option('--bitext <dataset:language>', 'bitext; may be repeated', collect)
  .option('--max-pairs <n>', 'budget of pairs of each bitext')
  .option(
    '--objective <name[=weight]>',
    'term of the loss, such as ot-sinkhorn; may be repeated; none trains nothing',
    collect,
  )
  .option('--start <source>', 'first weights: aligned, teacher, or a model')
  .option('--max-tokens <n>', 'length of both sides in tokens')
  .option('--steps <n>', 'optimisation steps; default: one pass over the data')
  .option('--batch <n>', 'pairs per step')
  .option('--learning-rate <x>', 'highest learning rate')
  .option('--seed <n>', 'of every random choice')
  .option('--snapshots <n>', 'snapshots at log-spaced steps')
  .option('--label <key=value>', 'label to find the job by; may be repeated', collect)
  .option('--request-id <id>', 'the same identifier finds the same job again')
  .option('--validate-only', 'check only; make no job')
  .option('--detach', 'print the job and do not follow it')
  .action(async (_options: unknown, command: Command) => {
    const options = command.optsWithGlobals<DistillOptions>();
    const { requestId = randomUUID(), validateOnly = false, detach = false } = options;
    const context = readContext(options);
    const spec = readSpec(options, await recipeOf(options, context));
    await withService(context, 'distiller', async (client) => {
      const { job } = await client.createJob({ requestId, spec, validateOnly }, { deadlineMs });
      if (validateOnly || detach || !context.json) {
        if (context.json) printJsonLine(job);
        else {
          printReports(job!.bitextReports);
          console.log(validateOnly ? 'the specification holds' : `job ${job!.id}`);
        }
      }
      if (!validateOnly && !detach) await followJob(client, job!.id, context);
    });
  });

async function recipeOf({ recipe, lang, ...flags }: DistillOptions, context: CommandContext): Promise<JobSpec> {
  if (recipe === undefined) {
    if (lang !== undefined)
      throw invalidArgument({ field: '--lang', description: 'is of a recipe: add --recipe student' });
    return {};
  }
  if (flags.file !== undefined)
    throw invalidArgument({ field: '--recipe', description: 'and --file exclude each other' });
  return prepareRecipe({ ...flags, recipe, ...(lang !== undefined && { lang }) }, context);
}
