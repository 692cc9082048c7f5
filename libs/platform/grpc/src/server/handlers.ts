import type { Metadata } from '@grpc/grpc-js';
import type { Logger } from '../logger.ts';
import type { Identity } from '../security/identity.ts';

/** What a handler knows about the call it serves. */
export interface RpcContext {
  /** Service and method, for example `optical.tokenizer.v1.TokenizerService/Tokenize`. */
  readonly method: string;
  /** Milliseconds since the epoch. Calls that the handler makes inherit it, less a margin. */
  readonly deadline: number;
  /** Aborted when the caller leaves, time runs out or the server shuts down; the reason is an `OpticalError`. */
  readonly signal: AbortSignal;
  readonly metadata: Metadata;
  /** Who calls, from the verified token; undefined where tokens are off. */
  readonly identity: Identity | undefined;
  /** Log lines carry the method. */
  readonly logger: Logger;
}

export type UnaryHandler<Request, Response> = (request: Request, context: RpcContext) => Promise<Response>;

/** The response stream ends with OK when the iterable does, and with an error's status when it throws. */
export type ServerStreamHandler<Request, Response> = (request: Request, context: RpcContext) => AsyncIterable<Response>;

export type ClientStreamHandler<Request, Response> = (
  requests: AsyncIterable<Request>,
  context: RpcContext,
) => Promise<Response>;

export type BidiHandler<Request, Response> = (
  requests: AsyncIterable<Request>,
  context: RpcContext,
) => AsyncIterable<Response>;
