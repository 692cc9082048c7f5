import type { Client, MethodDefinition } from '@grpc/grpc-js';
import { OpticalError } from '@optical/errors';
import type { RecordClientCall } from '@optical/telemetry';

/** What all calls of one method share. */
export interface ClientMethod {
  readonly client: Client;
  /** `/` and the name. */
  readonly path: string;
  /** Service and method, for example `optical.tokenizer.v1.TokenizerService/Tokenize`. */
  readonly name: string;
  /** Time for a call that sets none, in milliseconds. */
  readonly deadlineMs: number;
  /** What a handler keeps of its own remaining time, in milliseconds. */
  readonly marginMs: number;
  readonly record: RecordClientCall;
  token(): string | undefined;
  /** @throws OpticalError `invalid-argument` for a value that is no such message, `exhausted` for one over the limit. */
  encode(request: unknown): Buffer;
  decode(bytes: Buffer): unknown;
}

export function createRequestEncoder(
  name: string,
  definition: MethodDefinition<unknown, unknown>,
  maxMessageBytes: number,
): ClientMethod['encode'] {
  return (request) => {
    let bytes;
    try {
      bytes = definition.requestSerialize(request);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new OpticalError(
        'invalid-argument',
        `the request is not a message that ${name} takes: ${why}`,
        {},
        { cause },
      );
    }
    if (bytes.byteLength > maxMessageBytes)
      throw new OpticalError(
        'exhausted',
        `the request to ${name} is ${bytes.byteLength} bytes, over the limit of ${maxMessageBytes} bytes`,
      );
    return bytes;
  };
}

/** Requests are encoded before they reach grpc-js. */
export const passBytes = (bytes: Buffer): Buffer => bytes;
