import { status } from '@grpc/grpc-js';

export type RpcSide = 'client' | 'server';

/** Numeric gRPC codes to their names, in the order of the codes. */
export const statusNames: readonly string[] = Object.keys(status).filter((name) => Number.isNaN(Number(name)));

/**
 * Codes that count as a failed call: for a client any but OK, for a server those that mean trouble of its own; the
 * other codes are the caller's business.
 * Source: https://opentelemetry.io/docs/specs/semconv/rpc/grpc/ (rpc.status_code)
 */
export const failureCodes: Readonly<Record<RpcSide, ReadonlySet<number>>> = {
  client: new Set(statusNames.slice(1).map((_, index) => index + 1)),
  server: new Set([
    status.UNKNOWN,
    status.DEADLINE_EXCEEDED,
    status.UNIMPLEMENTED,
    status.INTERNAL,
    status.UNAVAILABLE,
    status.DATA_LOSS,
  ]),
};
