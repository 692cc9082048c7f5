import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { loadContract, serviceNameOf } from '@optical/contracts';
import type { EncodeRequest } from '@optical/contracts/teacher';
import { parseSettings } from '@optical/config';
import { createClient, createHealthClient, grpcClientSettings } from '@optical/grpc';
import type { ServiceClient } from '@optical/grpc';
import { serviceNodeOptions } from '@optical/service/node-options';
import { startTelemetry, telemetrySettings } from '@optical/telemetry';
import { until } from '@optical/testing';
import { freePort } from '@optical/testing/free-port';
import { createUnarySender } from '../measure/unary-sender.ts';
import type { SendCall } from '../measure/unary-sender.ts';
import type { EventLoopDelay } from './event-loop-monitor.ts';

const entry = path.resolve(import.meta.dirname, '../../../../services/teacher/src/main.ts');
const monitor = path.resolve(import.meta.dirname, 'event-loop-monitor.ts');

/** A teacher in a process of its own, and a client that does not retry. */
export interface TeacherProcess extends AsyncDisposable {
  readonly client: ServiceClient<'teacher'>;
  /** The same call as the client's, from a sender that takes less time. */
  readonly sendEncode: SendCall<EncodeRequest>;
  resetDelay(): void;
  /** Delay of its event loop since the last reset. */
  readDelay(): Promise<EventLoopDelay>;
}

/** Starts the service with the settings given and waits until it is SERVING. */
export async function startTeacher(
  home: string,
  environment: Readonly<Record<string, string>>,
): Promise<TeacherProcess> {
  const port = await freePort();
  const child = fork(entry, {
    execArgv: [...serviceNodeOptions, '--import', monitor],
    env: { ...environment, OPTICAL_HOME: home, OPTICAL_GRPC_PORT: String(port), OPTICAL_TELEMETRY_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const tree = { client: grpcClientSettings, telemetry: telemetrySettings };
  const quiet = { OPTICAL_TELEMETRY_LOG_LEVEL: 'silent', OPTICAL_CLIENT_RETRY_ATTEMPTS: '1' };
  const settings = parseSettings('bench', tree, { environment: quiet, file: {} });
  const folder = path.join(home, 'client');
  const telemetry = startTelemetry({ service: 'bench', version: '0.0.0', folder, settings: settings.telemetry });
  const options = { address: `127.0.0.1:${port}`, settings: settings.client, telemetry };
  const contract = loadContract('teacher');
  const client = createClient(contract, options);
  const health = createHealthClient(options);
  await until(
    'the teacher is SERVING',
    async () => {
      if (child.exitCode !== null) throw new Error(`the teacher ended with ${child.exitCode}`);
      return (await health.check(serviceNameOf('teacher')).catch(() => undefined)) === 'SERVING';
    },
    120_000,
  );
  health.close();
  const sender = createUnarySender<EncodeRequest>(options.address, contract.definition.Encode);
  return {
    client,
    sendEncode: sender.send,
    resetDelay: () => child.send('reset'),
    readDelay: async () => {
      const answer = once(child, 'message');
      child.send('read');
      const [delay] = (await answer) as [EventLoopDelay];
      return delay;
    },
    [Symbol.asyncDispose]: async () => {
      client.close();
      sender.close();
      await telemetry.shutdown();
      child.kill('SIGTERM');
      await exited;
    },
  };
}
