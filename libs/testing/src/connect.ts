import { parseSettings } from '@optical/config';
import { loadContract } from '@optical/contracts';
import type { Stem } from '@optical/contracts';
import { createClient, grpcClientSettings } from '@optical/grpc';
import type { ServiceClient } from '@optical/grpc';
import { startTelemetry, telemetrySettings } from '@optical/telemetry';
import type { Telemetry } from '@optical/telemetry';

/** A client with the default settings, whose spans go to local files. */
export interface Connection<S extends Stem> extends AsyncDisposable {
  readonly client: ServiceClient<S>;
  readonly telemetry: Telemetry;
}

/**
 * @param service name under which the client's spans are recorded
 * @param folder where its telemetry files go
 */
export function connect<S extends Stem>(stem: S, address: string, service: string, folder: string): Connection<S> {
  const tree = { client: grpcClientSettings, telemetry: telemetrySettings };
  const environment = { OPTICAL_TELEMETRY_LOG_LEVEL: 'silent' };
  const settings = parseSettings('test', tree, { environment, file: {} });
  const telemetry = startTelemetry({ service, version: '0.0.0', folder, settings: settings.telemetry });
  const client = createClient(loadContract(stem), { address, settings: settings.client, telemetry });
  return {
    client,
    telemetry,
    [Symbol.asyncDispose]: async () => {
      client.close();
      await telemetry.shutdown();
    },
  };
}
