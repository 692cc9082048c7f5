import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import type { Stem } from '@optical/contracts';
import { connect } from './connect.ts';
import type { Connection } from './connect.ts';
import { freePort } from './free-port.ts';

const services = path.resolve(import.meta.dirname, '../../../services');

/** A service of the system as a process of its own. */
export interface ServiceProcess<S extends Stem> extends AsyncDisposable {
  readonly pid: number;
  readonly address: string;
  readonly client: Connection<S>['client'];
  /** Ends the process as it is. */
  kill(): Promise<void>;
  /** Asks it to end. @returns the exit code */
  stop(): Promise<number | null>;
}

/**
 * Starts a service and waits until it answers.
 * @param home data directory
 * @param environment its other settings; with `OPTICAL_GRPC_PORT` it comes back where it was before
 */
export async function startService<S extends Stem>(
  stem: S,
  home: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<ServiceProcess<S>> {
  const port = environment.OPTICAL_GRPC_PORT ?? (await freePort());
  const address = `127.0.0.1:${port}`;
  const child = launch(stem, home, { OPTICAL_GRPC_PORT: String(port), ...environment });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const connection = connect(stem, address, 'test', path.join(home, 'telemetry'));
  let ended: number | null | undefined;
  void exited.then(([code]) => (ended = code));
  const { describeService } = connection.client as Connection<'distiller'>['client'];
  for (;;) {
    try {
      await describeService({}, { deadlineMs: 2_000 });
      break;
    } catch {
      if (ended !== undefined) throw new Error(`the ${stem} ended with ${ended}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    const [code] = await exited;
    await connection[Symbol.asyncDispose]();
    return code;
  };
  return {
    pid: child.pid!,
    address,
    client: connection.client,
    kill: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
    [Symbol.asyncDispose]: async () => {
      if (ended === undefined) await end('SIGKILL');
    },
  };
}

/** Starts a process of a service that is expected to end by itself. */
export async function runService(
  stem: Stem,
  home: string,
): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const child = launch(stem, home, {}, 'pipe');
  let stderr = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, stderr };
}

function launch(
  stem: Stem,
  home: string,
  environment: Readonly<Record<string, string>>,
  stderr: 'inherit' | 'pipe' = 'inherit',
): ChildProcess {
  return spawn(process.execPath, [path.join(services, stem, 'src/main.ts')], {
    stdio: ['ignore', 'ignore', stderr],
    env: {
      PATH: '/usr/bin:/bin',
      ORT_DISABLE_TELEMETRY: '1',
      // Compiling is half of what starting a service costs.
      NODE_COMPILE_CACHE: path.join(os.tmpdir(), 'node-compile-cache'),
      OPTICAL_HOME: home,
      OPTICAL_TELEMETRY_LOG_LEVEL: 'warn',
      OPTICAL_GRPC_DRAIN_WAIT_MS: '0',
      ...environment,
    },
  });
}
