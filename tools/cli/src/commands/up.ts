import path from 'node:path';
import { Command } from 'commander';
import { withSession } from '../connect/session.ts';
import type { Session } from '../connect/session.ts';
import { colorsFor } from '../output/colors.ts';
import type { Colors } from '../output/colors.ts';
import { printJsonLine } from '../output/print.ts';
import { readContext } from '../settings.ts';
import type { CommandContext, GlobalOptions } from '../settings.ts';
import { endSignal } from '../up/end-signal.ts';
import { lockHome } from '../up/home-lock.ts';
import { lastLines } from '../up/log-file.ts';
import { removeRunFile } from '../up/run-file.ts';
import { startAll } from '../up/start-all.ts';
import type { RunningSystem, UpEvent } from '../up/start-all.ts';

/** `optical up`: runs until Ctrl-C. Exit code 1 when a service does not start or has been given up. */
export const upCommand = new Command('up')
  .description('start every service on free loopback ports, keep them alive, stop them together on Ctrl-C')
  .action(async (_options: unknown, command: Command) => {
    const context = readContext(command.optsWithGlobals<GlobalOptions>());
    const stop = endSignal();
    const unlock = await lockHome(context.home);
    try {
      await withSession(context, (session) => run(context, session, stop));
    } finally {
      removeRunFile(context.home);
      await unlock();
    }
  });

async function run(context: CommandContext, session: Session, stop: AbortSignal): Promise<void> {
  const system = await startAll(context, session, stop, eventPrinter(context));
  try {
    await runUntilStopped(system, stop);
  } finally {
    await system.supervisor.stop();
    reportGivenUp(system, context);
  }
}

async function runUntilStopped({ ready, ended }: RunningSystem, stop: AbortSignal): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    stop.addEventListener('abort', () => {
      resolve();
    });
  });
  try {
    await ready;
    await Promise.race([stopped, ended]);
  } catch (error) {
    if (!stop.aborted) throw error;
  }
}

/** Prints the end of the log of services that were given up, which says why; sets the exit code. */
export function reportGivenUp({ supervisor, launches }: RunningSystem, { json }: CommandContext): void {
  for (const { stem, logFile } of launches.filter((launch) => supervisor.givenUp.has(launch.stem))) {
    const lines = lastLines(logFile, 3);
    if (json) printJsonLine({ type: 'gave-up', stem, logFile, lines });
    else console.error(`${stem}, last lines of ${logFile}:\n  ${lines.join('\n  ')}`);
    process.exitCode = 1;
  }
}

export function eventPrinter({ json, home }: CommandContext): (event: UpEvent) => void {
  const folder = path.resolve(home);
  const colors = colorsFor(process.stdout);
  return (event) => {
    if (json) printJsonLine(event);
    else if (event.type !== 'started') console.log(describeEvent(event, folder, colors));
  };
}

function describeEvent(event: Exclude<UpEvent, { type: 'started' }>, home: string, colors: Colors): string {
  switch (event.type) {
    case 'serving':
      return `${colors.green('●')} ${event.stem.padEnd(10)} ${event.address.padEnd(16)} ${event.seconds.toFixed(1)} s`;
    case 'ready':
      return `All services are SERVING after ${event.seconds.toFixed(1)} s; data in ${home}. Ctrl-C stops them.`;
    case 'died': {
      const next = event.restartInMs === undefined ? 'given up' : `starting again in ${event.restartInMs} ms`;
      return `${colors.red('●')} ${event.stem.padEnd(10)} died (${event.how}), ${next}`;
    }
  }
}
