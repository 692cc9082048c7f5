/**
 * An echo server as a process of its own, for tests that send it signals. Tells its parent the address, then the
 * number of every call whose handler starts, and when it has been asked to end. Calls with the text `stuck` never end
 * by themselves.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseSettings } from '@optical/config';
import { startTelemetry, telemetrySettings } from '@optical/telemetry';
import { createServer, grpcServerSettings, runUntilSignal } from '../../src/index.ts';
import type { RpcContext } from '../../src/index.ts';
import { echoName, echoService } from './echo-service.ts';
import type { Message } from './echo-service.ts';

export type Report =
  { readonly address: string } | { readonly started: number } | { readonly ending: true } | { readonly released: true };

const report = (message: Report): void => {
  process.send?.(message);
};

const raw = { environment: {}, file: { test: { drain: { waitMs: 100, limitMs: 60_000 } } } };
const telemetry = startTelemetry({
  service: 'test',
  version: '0',
  folder: process.argv[2]!,
  settings: parseSettings('test', telemetrySettings, { environment: {}, file: { test: { log: { level: 'silent' } } } }),
});
const server = createServer({
  settings: parseSettings('test', grpcServerSettings, raw),
  telemetry,
  services: [
    {
      definition: echoService,
      handlers: {
        say: async ({ text, number }: Message, { signal }: RpcContext) => {
          report({ started: number });
          await sleep(text === 'stuck' ? 60_000 : 5 + (number % 20), undefined, { signal });
          return { number };
        },
      },
    },
  ],
});
const { address } = await server.listen();
server.setServing(echoName, true);
report({ address });
const release = async (): Promise<void> => {
  await sleep(1);
  report({ released: true });
  process.disconnect();
};
const ending = new AbortController();
ending.signal.addEventListener('abort', () => {
  report({ ending: true });
});
await runUntilSignal(server, telemetry, release, ending);
