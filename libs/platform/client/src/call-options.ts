/** How calls are made; everything left out is as for the services' own calls. */
export interface CallOptions {
  /** Time for a search, retries included, in milliseconds. Default 10,000. */
  readonly deadlineMs?: number;
  /** Attempts for a call that the service had no room for or that did not reach it. Default 3; 1 turns retries off. */
  readonly attempts?: number;
  /** Largest message in bytes. Default 4 MiB. */
  readonly maxMessageBytes?: number;
  readonly tls?: {
    /** PEM authorities of server certificates; turns TLS on. */
    readonly caFile?: string;
    /** PEM certificate chain and key of this client, for mutual TLS. */
    readonly certificateFile?: string;
    readonly keyFile?: string;
    /** Name that server certificates must have, where it is not the address's own. */
    readonly serverName?: string;
  };
  /** File with the bearer token; read again when it is replaced. */
  readonly tokenFile?: string;
  /** Permit sending the token without TLS beyond loopback. Default false. */
  readonly allowInsecure?: boolean;
}
