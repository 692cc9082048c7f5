import { status } from '@grpc/grpc-js';
import { errorKinds } from '@optical/errors';
import type { ErrorKind } from '@optical/errors';

/** The one table of error kinds and gRPC status codes (https://grpc.io/docs/guides/status-codes/). */
export const statusOfKind: Readonly<Record<ErrorKind, status>> = {
  'invalid-argument': status.INVALID_ARGUMENT,
  'out-of-range': status.OUT_OF_RANGE,
  'not-found': status.NOT_FOUND,
  'already-exists': status.ALREADY_EXISTS,
  'failed-precondition': status.FAILED_PRECONDITION,
  aborted: status.ABORTED,
  unauthenticated: status.UNAUTHENTICATED,
  'permission-denied': status.PERMISSION_DENIED,
  exhausted: status.RESOURCE_EXHAUSTED,
  'deadline-exceeded': status.DEADLINE_EXCEEDED,
  cancelled: status.CANCELLED,
  unavailable: status.UNAVAILABLE,
  unimplemented: status.UNIMPLEMENTED,
  'data-loss': status.DATA_LOSS,
  internal: status.INTERNAL,
};

const kindOfStatus = new Map<number, ErrorKind>(errorKinds.map((kind) => [statusOfKind[kind], kind]));

/** The kind of a received status code. UNKNOWN, and codes that no version of gRPC defines, read as `internal`. */
export function kindOf(code: number): ErrorKind {
  return kindOfStatus.get(code) ?? 'internal';
}
