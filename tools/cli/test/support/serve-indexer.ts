import type { ServiceClient, ServiceHandlers } from '@optical/grpc';
import { connect, serveContract, temporaryFolder } from '@optical/testing';

/** A server of the indexer's contract, with a client. */
export interface ServedIndexer extends AsyncDisposable {
  readonly client: ServiceClient<'indexer'>;
}

/** Serves RPCs of the indexer as a test needs them. */
export async function serveIndexer(handlers: Partial<ServiceHandlers<'indexer'>>): Promise<ServedIndexer> {
  const folder = temporaryFolder();
  const server = await serveContract('indexer', folder.path, handlers);
  const connection = connect('indexer', server.address, 'test', folder.path);
  return {
    client: connection.client,
    [Symbol.asyncDispose]: async () => {
      await connection[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}
