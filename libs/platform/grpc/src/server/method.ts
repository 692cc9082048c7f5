import type { MethodDefinition } from '@grpc/grpc-js';
import { OpticalError } from '@optical/errors';
import type { Logger } from '../logger.ts';
import type { Admission } from './admission.ts';

/** Milliseconds a call may take. */
export interface DeadlineLimits {
  /** For callers that set no deadline. */
  readonly defaultMs: number;
  /** However late a deadline the caller sets. */
  readonly maxMs: number;
}

/**
 * When a call that arrives `now` must be answered, in milliseconds since the epoch.
 * @param requested the caller's deadline, Infinity for none
 */
export function latestEnd(requested: number, { defaultMs, maxMs }: DeadlineLimits, now: number): number {
  return Math.min(requested, now + (requested === Infinity ? defaultMs : maxMs));
}

/** What all calls of one method share. */
export interface Method {
  /** Service and method, for example `optical.tokenizer.v1.TokenizerService/Tokenize`. */
  readonly name: string;
  readonly isStreaming: boolean;
  /** The scope that a token must carry. */
  readonly scope: string;
  readonly deadline: DeadlineLimits;
  readonly admission: Admission;
  readonly logger: Logger;
  /** @throws OpticalError `invalid-argument` when the bytes are not the request message. */
  decode(bytes: Buffer): unknown;
  /** @throws OpticalError `exhausted` when the message is over the size limit. */
  encode(response: unknown): Buffer;
}

/** The codec of a method's messages; a response over `maxMessageBytes` is refused by name, size and limit. */
export function createCodec(
  name: string,
  definition: MethodDefinition<unknown, unknown>,
  maxMessageBytes: number,
): Pick<Method, 'decode' | 'encode'> {
  return {
    decode: (bytes) => {
      try {
        return definition.requestDeserialize(bytes);
      } catch (cause) {
        throw new OpticalError('invalid-argument', `the request is not a message that ${name} takes`, {}, { cause });
      }
    },
    encode: (response) => {
      const bytes = definition.responseSerialize(response);
      if (bytes.byteLength > maxMessageBytes)
        throw new OpticalError(
          'exhausted',
          `the response of ${name} is ${bytes.byteLength} bytes, over the limit of ${maxMessageBytes} bytes`,
        );
      return bytes;
    },
  };
}
