import type { Metadata } from '@grpc/grpc-js';

/** What a caller may say about one call. */
export interface RpcOptions {
  /** Milliseconds from now; the client's default otherwise. Inside a handler, its remaining time is the limit. */
  readonly deadlineMs?: number;
  /** Cancels the call. Inside a handler, the end of the served call cancels it too. */
  readonly signal?: AbortSignal;
  readonly metadata?: Metadata;
}
