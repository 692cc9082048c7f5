import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Launch } from './launch-plan.ts';
import { LogFile } from './log-file.ts';
import { decideRestart } from './restart-policy.ts';

/** What happened to a process, for the person who watches. */
export type ProcessEvent =
  | { readonly type: 'started'; readonly pid: number }
  | { readonly type: 'died'; readonly how: string; readonly restartInMs: number | undefined };

/** How long the log waits for the end of the output of a process that is gone, milliseconds. */
const lastLinesMs = 1_000;

interface End {
  readonly how: string;
  readonly exitCode: number | null;
}

/** Keeps one service process alive until it is stopped or fails too often in a row. */
export class ServiceProcess {
  readonly launch: Launch;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #onEvent: (event: ProcessEvent) => void;
  readonly #stopping = new AbortController();
  #child: ChildProcess | undefined;
  #kept: Promise<void> = Promise.resolve();

  constructor(launch: Launch, environment: NodeJS.ProcessEnv, onEvent: (event: ProcessEvent) => void) {
    this.launch = launch;
    this.#environment = environment;
    this.#onEvent = onEvent;
  }

  /** Starts the process. Resolves when it will not be started again: stopped, or given up. */
  keepAlive(): Promise<void> {
    this.#kept = this.#keepAlive();
    return this.#kept;
  }

  /** SIGTERM, then SIGKILL after `graceMs` milliseconds. Resolves when the process is gone. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    this.#child?.kill('SIGTERM');
    const kill = setTimeout(() => this.#child?.kill('SIGKILL'), graceMs);
    await this.#kept;
    clearTimeout(kill);
  }

  async #keepAlive(): Promise<void> {
    let failuresInARow = 0;
    for (;;) {
      const startedAt = performance.now();
      const { how, exitCode } = await this.#runOnce();
      if (this.#isStopping()) return;
      const decision = decideRestart(failuresInARow, exitCode, performance.now() - startedAt);
      failuresInARow = decision.failuresInARow;
      this.#onEvent({ type: 'died', how, restartInMs: decision.delayMs });
      if (decision.delayMs === undefined) return;
      await sleep(decision.delayMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      if (this.#isStopping()) return;
    }
  }

  #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #runOnce(): Promise<End> {
    // The IPC channel is how the process learns that its parent died. It leads a process group of its own, since a
    // terminal's Ctrl-C goes to the whole group: it would reach the process twice, and twice means without draining.
    const child = spawn(process.execPath, [...this.launch.nodeOptions, this.launch.entry], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
      env: { ...this.#environment, ...this.launch.environment },
    });
    this.#child = child;
    const log = new LogFile(this.launch.logFile);
    for (const stream of [child.stdout, child.stderr]) if (stream !== null) log.take(stream);
    const closed = once(child, 'close').catch(() => undefined);
    if (child.pid !== undefined) this.#onEvent({ type: 'started', pid: child.pid });
    const end = await new Promise<End>((resolve) => {
      child.once('error', (error) => {
        resolve({ how: error.message, exitCode: null });
      });
      child.once('exit', (code, signal) => {
        resolve({ how: signal === null ? `exit code ${code}` : `signal ${signal}`, exitCode: code });
      });
    });
    // Its last lines may still be on their way; a process that it left behind may hold its output open.
    await Promise.race([closed, sleep(lastLinesMs, undefined, { ref: false })]);
    log.close();
    return end;
  }
}
