/**
 * Options of node for service processes.
 *
 * A call leaves little behind that lives long, and collecting young garbage is the largest single part of a call's
 * cost: a young generation of up to 3 x 32 MiB in place of 3 x 16 is collected half as often. It grows to that only
 * under load.
 *
 * Messages are buffers outside the heap, and for every 64 MiB of those V8 collects the whole heap, which costs an encoder
 * a twentieth of its time. Counted with the heap, they are collected once both reach 256 MiB.
 *
 * DEP0123: grpc-js gives the host of an address as TLS server name even where that is an IP address; the certificate is
 * checked against the address all the same.
 */
export const serviceNodeOptions: readonly string[] = [
  '--max-semi-space-size=32',
  '--external-memory-accounted-in-global-limit',
  '--initial-old-space-size=256',
  '--disable-warning=DEP0123',
];
