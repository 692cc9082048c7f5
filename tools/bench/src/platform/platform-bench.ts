import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { parseSettings } from '@optical/config';
import { loadContract } from '@optical/contracts';
import { createClient, grpcClientSettings } from '@optical/grpc';
import { startTelemetry, telemetrySettings } from '@optical/telemetry';
import { interleave } from '../measure/interleave.ts';
import { median, quantile } from '../measure/quantile.ts';
import { packageVersion } from '../record/measurement-record.ts';
import type { Measurement } from '../record/measurement-record.ts';
import { closedLoop } from './closed-loop.ts';
import { request } from './exchange.ts';

const config = { callers: 32, callsPerRound: 4000, rounds: 11 };

interface Side extends AsyncDisposable {
  call(): Promise<unknown>;
}

/**
 * What the platform costs a small unary call: server and client built by @optical/grpc with every interceptor and all
 * spans recorded to local files, against bare grpc-js on both sides. Client and server are two processes.
 */
export async function benchPlatform(onRound: (round: number, of: number) => void): Promise<Measurement> {
  const folder = mkdtempSync(path.join(tmpdir(), 'optical-bench-'));
  try {
    await using bare = await startBare();
    await using platform = await startPlatform(folder);
    const run = (side: Side) => () => closedLoop(() => side.call(), config.callers, config.callsPerRound);
    const figures = await interleave({ bare: run(bare), platform: run(platform) }, config.rounds, (round) => {
      onRound(round, config.rounds);
    });
    const throughputs = figures.platform.map((round, index) => round.throughput / figures.bare[index]!.throughput);
    const p99s = figures.platform.map(
      (round, index) => quantile(figures.bare[index]!.latencies, 0.99) / quantile(round.latencies, 0.99),
    );
    return {
      versions: { '@grpc/grpc-js': packageVersion('@grpc/grpc-js') },
      config,
      seed: 0,
      runs: config.rounds,
      metrics: {
        'ratio.bare_grpc.throughput': median(throughputs),
        'ratio.bare_grpc.p99': median(p99s),
        'calls_per_second.platform': median(figures.platform.map(({ throughput }) => throughput)),
        'calls_per_second.bare': median(figures.bare.map(({ throughput }) => throughput)),
        'p99_ms.platform': median(figures.platform.map(({ latencies }) => quantile(latencies, 0.99))),
        'p99_ms.bare': median(figures.bare.map(({ latencies }) => quantile(latencies, 0.99))),
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startBare(): Promise<Side> {
  const server = await startServer('bare');
  const client = new Client(`127.0.0.1:${server.port}`, credentials.createInsecure());
  const { path: method, requestSerialize, responseDeserialize } = loadContract('tokenizer').definition.Tokenize;
  return {
    call: () =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest(method, requestSerialize, responseDeserialize, request, (error, response) => {
          if (error === null) resolve(response);
          else reject(error);
        });
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
  const child: ChildProcess = fork(path.join(import.meta.dirname, 'echo-server.ts'), words);
  const [port] = (await once(child, 'message')) as [number];
  return {
    port,
    stop: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}
