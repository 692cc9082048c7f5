/**
 * A server of one small unary RPC, in a process of its own: `echo-server.ts bare|platform <telemetry folder>`.
 * Sends its port to the parent and ends with it.
 */
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { handleUnaryCall } from '@grpc/grpc-js';
import { parseSettings } from '@optical/config';
import { loadContract } from '@optical/contracts';
import { bindService, createServer, grpcServerSettings } from '@optical/grpc';
import { startTelemetry, telemetrySettings } from '@optical/telemetry';
import { reply } from './exchange.ts';

const [mode, folder] = process.argv.slice(2);
const port = await (mode === 'bare' ? listenBare() : listenPlatform(folder!));
process.send!(port);
process.once('disconnect', () => process.kill(process.pid));

function listenBare(): Promise<number> {
  const server = new Server();
  const tokenize: handleUnaryCall<unknown, unknown> = (_call, callback) => {
    callback(null, reply);
  };
  server.addService(loadContract('tokenizer').definition, { tokenize });
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
}

async function listenPlatform(telemetryFolder: string): Promise<number> {
  const tree = { grpc: grpcServerSettings, telemetry: telemetrySettings };
  const settings = parseSettings('bench', tree, { environment: {}, file: {} });
  const telemetry = startTelemetry({
    service: 'bench',
    version: '0.0.0',
    folder: telemetryFolder,
    settings: { ...settings.telemetry, log: { ...settings.telemetry.log, level: 'silent' } },
  });
  const handlers = { tokenize: () => Promise.resolve(reply) };
  const services = [bindService(loadContract('tokenizer'), handlers)];
  const { port: bound } = await createServer({ settings: settings.grpc, telemetry, services }).listen();
  return bound;
}
