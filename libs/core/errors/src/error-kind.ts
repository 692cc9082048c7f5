/**
 * What went wrong, in the caller's terms. Each kind maps to exactly one gRPC status (the table is in
 * @optical/grpc); the meanings are those of https://grpc.io/docs/guides/status-codes/.
 */
export const errorKinds = [
  'invalid-argument',
  'out-of-range',
  'not-found',
  'already-exists',
  'failed-precondition',
  'aborted',
  'unauthenticated',
  'permission-denied',
  'exhausted',
  'deadline-exceeded',
  'cancelled',
  'unavailable',
  'unimplemented',
  'data-loss',
  'internal',
] as const;

export type ErrorKind = (typeof errorKinds)[number];
