import type { IdempotencyLevel } from '@grpc/proto-loader';

/** The part of a method's definition that `isIdempotent` reads. */
export interface MethodWithOptions {
  readonly options?: { readonly idempotency_level?: IdempotencyLevel | `${IdempotencyLevel}` };
}

/** Whether calling the method twice does no more than calling it once, as its contract declares: safe to retry. */
export function isIdempotent({ options }: MethodWithOptions): boolean {
  return options?.idempotency_level === 'NO_SIDE_EFFECTS' || options?.idempotency_level === 'IDEMPOTENT';
}
