import { Client, credentials, Metadata, status } from '@grpc/grpc-js';
import type { MethodDefinition } from '@grpc/grpc-js';

/** How a call ended. */
export interface Sent {
  readonly code: status;
  /** Encoded; undefined when the call failed. */
  readonly reply: Buffer | undefined;
}

/** Sends one call, of the trace given if there is one. */
export type SendCall<Request> = (request: Request, deadlineMs: number, traceparent?: string) => Promise<Sent>;

/**
 * Calls that cost their sender as little as gRPC lets them, because it shares the processors with what it measures:
 * a request is encoded once however often it is sent, and replies are not decoded. Nothing is sent twice.
 */
export function createUnarySender<Request extends object>(
  address: string,
  { path, requestSerialize }: Pick<MethodDefinition<Request, unknown>, 'path' | 'requestSerialize'>,
): { readonly send: SendCall<Request>; close(): void } {
  const client = new Client(address, credentials.createInsecure());
  const encoded = new WeakMap<Request, Buffer>();
  const bytesOf = (request: Request): Buffer => {
    const bytes = encoded.get(request) ?? requestSerialize(request);
    encoded.set(request, bytes);
    return bytes;
  };
  const asIs = (bytes: Buffer): Buffer => bytes;
  return {
    send: (request, deadlineMs, traceparent) =>
      new Promise((resolve) => {
        const options = { deadline: Date.now() + deadlineMs };
        const metadata = new Metadata();
        if (traceparent !== undefined) metadata.set('traceparent', traceparent);
        client.makeUnaryRequest(path, asIs, asIs, bytesOf(request), metadata, options, (error, reply) => {
          resolve({ code: error?.code ?? status.OK, reply });
        });
      }),
    close: () => {
      client.close();
    },
  };
}
