import type { TestContext } from 'node:test';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { handleUnaryCall } from '@grpc/grpc-js';

/** Export requests as they came in, still encoded: protobuf keeps strings readable. */
export interface OtlpReceiver {
  readonly endpoint: string;
  readonly received: { readonly traces: Buffer[]; readonly metrics: Buffer[]; readonly logs: Buffer[] };
}

const paths = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
} as const;

/** A collector that accepts OTLP over gRPC on a free loopback port until the test ends. */
export async function startOtlpReceiver(test: TestContext): Promise<OtlpReceiver> {
  const received: OtlpReceiver['received'] = { traces: [], metrics: [], logs: [] };
  const server = new Server();
  for (const [signal, path] of Object.entries(paths)) {
    const name = path.split('/')[1]!;
    const raw = (bytes: Buffer) => bytes;
    const accept: handleUnaryCall<Buffer, Buffer> = (call, done) => {
      received[signal as keyof typeof paths].push(call.request);
      done(null, Buffer.alloc(0));
    };
    server.addService(
      {
        [name]: {
          path,
          requestStream: false,
          responseStream: false,
          requestSerialize: raw,
          requestDeserialize: raw,
          responseSerialize: raw,
          responseDeserialize: raw,
        },
      },
      { [name]: accept },
    );
  }
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  test.after(() => {
    server.forceShutdown();
  });
  return { endpoint: `http://127.0.0.1:${port}`, received };
}
