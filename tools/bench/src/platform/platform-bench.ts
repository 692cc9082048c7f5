import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { parseSettings } from '@optical/config';
import { loadContract, serviceNameOf } from '@optical/contracts';
import { createClient, grpcClientSettings } from '@optical/grpc';
import { serviceNodeOptions } from '@optical/service/node-options';
import { startTelemetry, telemetrySettings } from '@optical/telemetry';
import { interleave } from '../measure/interleave.ts';
import { median, quantile } from '../measure/quantile.ts';
import { packageVersion } from '../record/measurement-record.ts';
import type { Measurement } from '../record/measurement-record.ts';
import { closedLoop } from './closed-loop.ts';
import type { LoadFigures } from './closed-loop.ts';
import { request } from './exchange.ts';

const config = { callers: 32, callsPerRound: 4000, rounds: 11, serverOptions: serviceNodeOptions };

interface Side extends AsyncDisposable {
  call(): Promise<unknown>;
}

/**
 * What the platform costs a small unary call: server and client built by @optical/grpc with every interceptor and all
 * spans recorded to local files, against grpc-js alone: bare, and equipped with a deadline and a retry policy as the
 * platform always is. Client and server are two processes.
 */
export async function benchPlatform(onRound: (round: number, of: number) => void): Promise<Measurement> {
  const folder = mkdtempSync(path.join(tmpdir(), 'optical-bench-'));
  try {
    await using bare = await startBare();
    await using equipped = await startBare(equipment);
    await using platform = await startPlatform(folder);
    const run = (side: Side) => () => closedLoop(() => side.call(), config.callers, config.callsPerRound);
    const figures = await interleave(
      { bare: run(bare), equipped: run(equipped), platform: run(platform) },
      config.rounds,
      (round) => {
        onRound(round, config.rounds);
      },
    );
    const throughputOver = (side: 'bare' | 'equipped') =>
      median(figures.platform.map((round, index) => round.throughput / figures[side][index]!.throughput));
    const p99Under = (side: 'bare' | 'equipped') =>
      median(figures.platform.map((round, index) => p99(figures[side][index]!) / p99(round)));
    return {
      versions: { '@grpc/grpc-js': packageVersion('@grpc/grpc-js') },
      config,
      seed: 0,
      runs: config.rounds,
      metrics: {
        'ratio.bare_grpc.throughput': throughputOver('bare'),
        'ratio.bare_grpc.p99': p99Under('bare'),
        'ratio.equipped_grpc.throughput': throughputOver('equipped'),
        'ratio.equipped_grpc.p99': p99Under('equipped'),
        ...Object.fromEntries(
          Object.entries(figures).flatMap(([side, rounds]) => [
            [`calls_per_second.${side}`, median(rounds.map(({ throughput }) => throughput))],
            [`p99_ms.${side}`, median(rounds.map(p99))],
          ]),
        ),
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const p99 = ({ latencies }: LoadFigures): number => quantile(latencies, 0.99);

/** What grpc-js itself takes for a deadline on every call and retries of idempotent ones, which the platform always has. */
const equipment = {
  deadlineMs: 30_000,
  serviceConfig: JSON.stringify({
    loadBalancingConfig: [],
    methodConfig: [
      {
        name: [{ service: serviceNameOf('tokenizer') }],
        retryPolicy: {
          maxAttempts: 3,
          initialBackoff: '0.1s',
          maxBackoff: '1s',
          backoffMultiplier: 2,
          retryableStatusCodes: ['UNAVAILABLE', 'RESOURCE_EXHAUSTED'],
        },
      },
    ],
    retryThrottling: { maxTokens: 100, tokenRatio: 0.1 },
  }),
};

async function startBare(extras?: typeof equipment): Promise<Side> {
  const server = await startServer('bare');
  const options = extras && { 'grpc.service_config': extras.serviceConfig };
  const client = new Client(`127.0.0.1:${server.port}`, credentials.createInsecure(), options);
  const { path: method, requestSerialize, responseDeserialize } = loadContract('tokenizer').definition.Tokenize;
  return {
    call: () =>
      new Promise((resolve, reject) => {
        const callOptions = extras === undefined ? {} : { deadline: Date.now() + extras.deadlineMs };
        client.makeUnaryRequest(
          method,
          requestSerialize,
          responseDeserialize,
          request,
          callOptions,
          (error, response) => {
            if (error === null) resolve(response);
            else reject(error);
          },
        );
      }),
    [Symbol.asyncDispose]: async () => {
      client.close();
      await server.stop();
    },
  };
}

async function startPlatform(folder: string): Promise<Side> {
  const server = await startServer('platform', folder);
  const tree = { client: grpcClientSettings, telemetry: telemetrySettings };
  const settings = parseSettings('bench', tree, { environment: {}, file: {} });
  const telemetry = startTelemetry({ service: 'caller', version: '0.0.0', folder, settings: settings.telemetry });
  const client = createClient(loadContract('tokenizer'), {
    address: `127.0.0.1:${server.port}`,
    settings: settings.client,
    telemetry,
  });
  return {
    call: () => client.tokenize(request),
    [Symbol.asyncDispose]: async () => {
      client.close();
      await telemetry.shutdown();
      await server.stop();
    },
  };
}

async function startServer(...words: string[]): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const child: ChildProcess = fork(path.join(import.meta.dirname, 'echo-server.ts'), words, {
    execArgv: [...serviceNodeOptions],
  });
  const [port] = (await once(child, 'message')) as [number];
  return {
    port,
    stop: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}
