import type { Attributes } from '@opentelemetry/api';
import { conventions } from '../opentelemetry.ts';

/**
 * `server.address` and `server.port` from the target of a channel. Targets that name no single host keep their whole
 * text as the address, without a port.
 * Sources: https://opentelemetry.io/docs/specs/semconv/rpc/grpc/, https://grpc.github.io/grpc/core/md_doc_naming.html
 */
export function serverAttributes(target: string): Attributes {
  const socket = /^unix:(?:\/\/)?(.+)$/.exec(target);
  if (socket !== null) return { [conventions.ATTR_SERVER_ADDRESS]: socket[1]! };
  const host = /^(?:(?:dns:(?:\/\/[^/]*\/)?)|ipv4:|ipv6:)?(\[[^\]]+\]|[^:/,[\]]+)(?::(\d+))?$/.exec(target);
  if (host === null) return { [conventions.ATTR_SERVER_ADDRESS]: target };
  return {
    [conventions.ATTR_SERVER_ADDRESS]: host[1]!.replace(/^\[|\]$/g, ''),
    ...(host[2] !== undefined && { [conventions.ATTR_SERVER_PORT]: Number(host[2]) }),
  };
}
