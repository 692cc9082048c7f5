import { setTimeout as sleep } from 'node:timers/promises';
import type { Job__Output, JobEvent__Output } from '@optical/contracts/distiller';
import { OpticalError } from '@optical/errors';
import type { ServiceClient } from '@optical/grpc';
import { outputClosed } from '../output/closed-output.ts';
import { printJsonLine } from '../output/print.ts';
import { createProgress } from '../progress/create-progress.ts';
import type { CommandContext } from '../settings.ts';
import { describeAlarm, printJob, progressNote, stateName } from './job-output.ts';

type DistillerClient = ServiceClient<'distiller'>;

/** A distiller that restarts is back within this time. */
const reconnectTries = 60;
const reconnectMs = 1_000;

/**
 * Shows a job until it ends. Ctrl-C leaves the job alone and says how to go on; exit code 1 for a job that failed.
 */
export async function followJob(client: DistillerClient, jobId: string, { json, home }: CommandContext): Promise<void> {
  const detach = new AbortController();
  const onInterrupt = (): void => {
    detach.abort();
  };
  process.once('SIGINT', onInterrupt);
  try {
    await showEvents(client, jobId, json, AbortSignal.any([detach.signal, outputClosed]));
  } finally {
    process.off('SIGINT', onInterrupt);
  }
  if (outputClosed.aborted) return;
  if (detach.signal.aborted) {
    const at = home === '.optical' ? '' : ` --home ${home}`;
    console.error(
      `\njob ${jobId} goes on. Watch it:  optical jobs watch ${jobId}${at}\nEnd it:    optical jobs cancel ${jobId}${at}`,
    );
    return;
  }
  const { job } = await client.getJob({ jobId });
  printEnd(job!, json);
}

function printEnd(job: Job__Output, json: boolean): void {
  printJob(job, json);
  if (job.state === 'JOB_STATE_FAILED') process.exitCode = 1;
}

async function showEvents(client: DistillerClient, jobId: string, json: boolean, signal: AbortSignal): Promise<void> {
  using progress = createProgress({ json: false });
  let alarms = 0;
  const show = (event: JobEvent__Output): void => {
    if (json) printJsonLine(event);
    if (event.alarm) {
      alarms += 1;
      if (!json) console.error(describeAlarm(event.alarm));
    }
    if (json || !event.progress) return;
    const { step, totalSteps } = event.progress;
    progress.update('distill', {
      done: step,
      total: totalSteps,
      unit: 'steps',
      note: progressNote(event.progress, alarms),
    });
  };
  for await (const event of watchThroughRestarts(client, jobId, signal)) {
    const { stateChange } = event;
    if (stateChange && !json && stateChange.message !== '')
      console.error(`${stateName(stateChange.state)}: ${stateChange.message}`);
    show(event);
  }
}

/** The events of a job, each once, also when the distiller is started again meanwhile. */
async function* watchThroughRestarts(
  client: DistillerClient,
  jobId: string,
  signal: AbortSignal,
): AsyncGenerator<JobEvent__Output> {
  let afterSequence = 0;
  for (let left = reconnectTries; ; left -= 1) {
    try {
      for await (const { event } of client.watchJob({ jobId, afterSequence }, { signal })) {
        afterSequence = event!.sequence;
        left = reconnectTries;
        yield event!;
      }
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof OpticalError) || error.kind !== 'unavailable' || left === 0) throw error;
      await sleep(reconnectMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
