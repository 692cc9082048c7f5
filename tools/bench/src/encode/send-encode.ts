import { Client, credentials, Metadata, status } from '@grpc/grpc-js';
import { loadContract } from '@optical/contracts';
import type { EncodeRequest } from '@optical/contracts/teacher';

/** Sends one call and tells the status it ended with. */
export type SendEncode = (request: EncodeRequest, deadlineMs: number) => Promise<status>;

/**
 * Calls that cost their sender as little as gRPC lets them, because it shares the processors with what it measures:
 * a request is encoded once however often it is sent, and replies are not decoded.
 */
export function createSendEncode(address: string): { readonly send: SendEncode; close(): void } {
  const client = new Client(address, credentials.createInsecure());
  const { path, requestSerialize } = loadContract('teacher').definition.Encode;
  const encoded = new WeakMap<EncodeRequest, Buffer>();
  const bytesOf = (request: EncodeRequest): Buffer => {
    const bytes = encoded.get(request) ?? requestSerialize(request);
    encoded.set(request, bytes);
    return bytes;
  };
  const asIs = (bytes: Buffer): Buffer => bytes;
  return {
    send: (request, deadlineMs) =>
      new Promise((resolve) => {
        const options = { deadline: Date.now() + deadlineMs };
        client.makeUnaryRequest(path, asIs, asIs, bytesOf(request), new Metadata(), options, (error) => {
          resolve(error?.code ?? status.OK);
        });
      }),
    close: () => {
      client.close();
    },
  };
}
