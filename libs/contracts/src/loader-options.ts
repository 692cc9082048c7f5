import type { Options } from '@grpc/proto-loader';

/**
 * How messages look in TypeScript: camelCase fields, enums as their names, 64-bit integers as numbers
 * (every 64-bit field of the contracts stays below 2^53), absent fields filled with proto3 defaults.
 * The type generator and the runtime loader must agree, so both read this.
 */
export const loaderOptions = {
  keepCase: false,
  longs: Number,
  enums: String,
  defaults: true,
  arrays: true,
  objects: false,
  oneofs: true,
} as const satisfies Options;
