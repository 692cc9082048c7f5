const millisecondsOf = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 1e-3, n: 1e-6 };

/**
 * Milliseconds that a caller waits for the answer, by the header `grpc-timeout`: at most 8 digits and a unit.
 * Source: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 * @returns Infinity without the header, undefined for one that is not valid
 */
export function parseTimeout(header: string | readonly string[] | undefined): number | undefined {
  if (header === undefined) return Infinity;
  const [, digits, unit] = /^(\d{1,8})([HMSmun])$/.exec(String(header)) ?? [];
  return unit === undefined ? undefined : Number(digits) * millisecondsOf[unit as keyof typeof millisecondsOf];
}
