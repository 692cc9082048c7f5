import getPort from 'get-port';
import { stems } from '@optical/contracts';
import type { Stem } from '@optical/contracts';
import { failedPrecondition } from '@optical/errors';
import type { Session } from '../connect/session.ts';
import type { CommandContext } from '../settings.ts';
import { planLaunches } from './launch-plan.ts';
import type { Launch } from './launch-plan.ts';
import { untilServing } from './ready.ts';
import { writeRunFile } from './run-file.ts';
import { Supervisor } from './supervisor.ts';
import type { SupervisorEvent } from './supervisor.ts';

/** What happens while the services start and run. */
export type UpEvent =
  | SupervisorEvent
  | { readonly type: 'serving'; readonly stem: Stem; readonly address: string; readonly seconds: number }
  | { readonly type: 'ready'; readonly seconds: number };

export interface RunningSystem {
  readonly supervisor: Supervisor;
  readonly launches: readonly Launch[];
  /** Resolves when no process is left, stopped or given up. */
  readonly ended: Promise<void>;
  /** Resolves when every service is SERVING; rejects when one has been given up, or `stop` aborts. */
  readonly ready: Promise<void>;
}

/**
 * Notes every service and a free loopback port for it in the run file, then starts them. The caller holds the lock of
 * the data directory.
 */
export async function startAll(
  { home, environment, settings }: CommandContext,
  session: Session,
  stop: AbortSignal,
  onEvent: (event: UpEvent) => void,
): Promise<RunningSystem> {
  const launches = planLaunches(home, await reservePorts(), {
    metrics: settings.telemetry.prometheus.port,
    health: settings.grpc.healthPort,
  });
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const failed = new AbortController();
  const supervisor = new Supervisor(launches, environment, (event) => {
    onEvent(event);
    if (event.type === 'died' && event.restartInMs === undefined)
      failed.abort(failedPrecondition(`${event.stem} does not start: ${event.how}`));
  });
  writeRunFile(home, { pid: process.pid, startedAt: new Date().toISOString(), services: launches });
  const ended = supervisor.keepAlive();

  const signal = AbortSignal.any([stop, failed.signal]);
  const ready = Promise.all(
    launches.map(async ({ stem, address }) => {
      await untilServing(session, stem, address, signal);
      onEvent({ type: 'serving', stem, address, seconds: seconds() });
    }),
  ).then(() => {
    onEvent({ type: 'ready', seconds: seconds() });
  });
  return { supervisor, launches, ended, ready };
}

async function reservePorts(): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < stems.length) ports.push(await getPort({ host: '127.0.0.1', exclude: ports }));
  return ports;
}
