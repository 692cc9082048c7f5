import { Command } from 'commander';
import type { JobState } from '@optical/contracts/distiller';
import { invalidArgument } from '@optical/errors';
import { withService } from '../connect/with-service.ts';
import { readContext } from '../settings.ts';
import type { GlobalOptions } from '../settings.ts';
import { followJob } from './follow-job.ts';
import { printJob, printJobs, stateName } from './job-output.ts';

interface ListOptions extends GlobalOptions {
  readonly state?: readonly string[];
  readonly label?: readonly string[];
  readonly limit: string;
}

const states = ['queued', 'running', 'succeeded', 'stopped', 'failed', 'cancelled'];
const pageSize = 100;

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

const listCommand = new Command('list')
  .description('jobs, newest first')
  .option('--state <state>', `only jobs in this state (${states.join(', ')}); may be repeated`, collect)
  .option('--label <key=value>', 'only jobs with this label; may be repeated', collect)
  .option('--limit <n>', 'most jobs to list', '50')
  .action(async (_options: unknown, command: Command) => {
    const options = command.optsWithGlobals<ListOptions>();
    const context = readContext(options);
    const limit = readLimit(options.limit);
    const filter = {
      states: (options.state ?? []).map(readState),
      labels: Object.fromEntries((options.label ?? []).map(readLabel)),
    };
    await withService(context, 'distiller', async (client) => {
      const jobs = [];
      let pageToken = '';
      do {
        const page = await client.listJobs({ ...filter, pageSize: Math.min(pageSize, limit - jobs.length), pageToken });
        jobs.push(...page.jobs);
        pageToken = page.nextPageToken;
      } while (pageToken !== '' && jobs.length < limit);
      printJobs(jobs, context.json);
    });
  });

const showCommand = new Command('show')
  .description('one job with its data report, snapshots, scores and alarms')
  .argument('<id>', 'job')
  .action(async (jobId: string, _options: unknown, command: Command) => {
    const context = readContext(command.optsWithGlobals<GlobalOptions>());
    await withService(context, 'distiller', async (client) => {
      const { job } = await client.getJob({ jobId });
      printJob(job!, context.json);
    });
  });

const watchCommand = new Command('watch')
  .description('follow a job until it ends; with --json its whole history, one event a line')
  .argument('<id>', 'job')
  .action(async (jobId: string, _options: unknown, command: Command) => {
    const context = readContext(command.optsWithGlobals<GlobalOptions>());
    await withService(context, 'distiller', (client) => followJob(client, jobId, context));
  });

const cancelCommand = new Command('cancel')
  .description('end a job between two steps')
  .argument('<id>', 'job')
  .option('--reason <text>', 'kept with the job', '')
  .action(async (jobId: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<GlobalOptions & { readonly reason: string }>();
    const context = readContext(options);
    await withService(context, 'distiller', async (client) => {
      const { job } = await client.cancelJob({ jobId, reason: options.reason });
      if (context.json) printJob(job!, true);
      else
        console.log(
          job!.state === 'JOB_STATE_RUNNING'
            ? `job ${jobId} ends after its step`
            : `job ${jobId} ${stateName(job!.state)}`,
        );
    });
  });

/** `optical jobs`: what the distillers' queue holds. */
export const jobsCommand = new Command('jobs')
  .description('training jobs')
  .addCommand(listCommand)
  .addCommand(showCommand)
  .addCommand(watchCommand)
  .addCommand(cancelCommand);

function readState(text: string): JobState {
  if (!states.includes(text))
    throw invalidArgument({
      field: '--state',
      description: `${JSON.stringify(text)} is not one of ${states.join(', ')}`,
    });
  return `JOB_STATE_${text.toUpperCase()}` as JobState;
}

function readLabel(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw invalidArgument({ field: '--label', description: `${JSON.stringify(text)} is not key=value` });
  return [text.slice(0, at), text.slice(at + 1)];
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1) return limit;
  throw invalidArgument({ field: '--limit', description: `${JSON.stringify(text)} is not an integer from 1` });
}
