import { fromJSON } from '@grpc/proto-loader';
import type { MessageTypeDefinition } from '@grpc/proto-loader';
import type { ErrorDetails, FieldViolation } from '@optical/errors';

/**
 * The messages of google.rpc that travel in the `grpc-status-details-bin` trailer. Field numbers are those of
 * https://github.com/googleapis/googleapis/blob/master/google/rpc/{status,error_details}.proto; no npm package
 * ships them for protobufjs without a code generator, so the few fields in use are described here.
 */
const definitions = fromJSON(
  {
    nested: {
      google: {
        nested: {
          protobuf: {
            nested: {
              Any: { fields: { typeUrl: { type: 'string', id: 1 }, value: { type: 'bytes', id: 2 } } },
              Duration: { fields: { seconds: { type: 'int64', id: 1 }, nanos: { type: 'int32', id: 2 } } },
            },
          },
          rpc: {
            nested: {
              Status: {
                fields: {
                  code: { type: 'int32', id: 1 },
                  message: { type: 'string', id: 2 },
                  details: { rule: 'repeated', type: 'google.protobuf.Any', id: 3 },
                },
              },
              BadRequest: {
                fields: { fieldViolations: { rule: 'repeated', type: 'FieldViolation', id: 1 } },
                nested: {
                  FieldViolation: {
                    fields: { field: { type: 'string', id: 1 }, description: { type: 'string', id: 2 } },
                  },
                },
              },
              RetryInfo: { fields: { retryDelay: { type: 'google.protobuf.Duration', id: 1 } } },
              ResourceInfo: {
                fields: {
                  resourceType: { type: 'string', id: 1 },
                  resourceName: { type: 'string', id: 2 },
                  description: { type: 'string', id: 4 },
                },
              },
            },
          },
        },
      },
    },
  },
  { longs: Number, defaults: true, arrays: true },
);

interface Any {
  readonly typeUrl: string;
  readonly value: Uint8Array;
}
interface Status {
  readonly code: number;
  readonly message: string;
  readonly details: readonly Any[];
}
interface BadRequest {
  readonly fieldViolations: readonly FieldViolation[];
}
interface RetryInfo {
  readonly retryDelay: { readonly seconds: number; readonly nanos: number } | null;
}
interface ResourceInfo {
  readonly resourceType: string;
  readonly resourceName: string;
  readonly description: string;
}

const message = <T>(name: string) => definitions[`google.rpc.${name}`] as unknown as MessageTypeDefinition<T, T>;
const statusType = message<Status>('Status');
const badRequestType = message<BadRequest>('BadRequest');
const retryInfoType = message<RetryInfo>('RetryInfo');
const resourceInfoType = message<ResourceInfo>('ResourceInfo');

const typeUrl = (name: string) => `type.googleapis.com/google.rpc.${name}`;

/** Encodes a google.rpc.Status with BadRequest, RetryInfo and ResourceInfo where the details have them. */
export function encodeStatus(code: number, text: string, details: ErrorDetails): Buffer {
  const packed: Any[] = [];
  const { fieldViolations, retryAfterMs, resource } = details;
  if (fieldViolations !== undefined)
    packed.push({ typeUrl: typeUrl('BadRequest'), value: badRequestType.serialize({ fieldViolations }) });
  if (retryAfterMs !== undefined) {
    const retryDelay = { seconds: Math.floor(retryAfterMs / 1000), nanos: Math.round((retryAfterMs % 1000) * 1e6) };
    packed.push({ typeUrl: typeUrl('RetryInfo'), value: retryInfoType.serialize({ retryDelay }) });
  }
  if (resource !== undefined) {
    const { type, name, description = '' } = resource;
    const value = resourceInfoType.serialize({ resourceType: type, resourceName: name, description });
    packed.push({ typeUrl: typeUrl('ResourceInfo'), value });
  }
  return statusType.serialize({ code, message: text, details: packed });
}

/** Decodes the details of a google.rpc.Status; details of other types are skipped. Throws on torn bytes. */
export function decodeStatusDetails(bytes: Buffer): ErrorDetails {
  let details: ErrorDetails = {};
  for (const { typeUrl: url, value } of statusType.deserialize(bytes).details) {
    const buffer = Buffer.from(value);
    if (url === typeUrl('BadRequest')) {
      details = { ...details, fieldViolations: badRequestType.deserialize(buffer).fieldViolations };
    } else if (url === typeUrl('RetryInfo')) {
      const { retryDelay } = retryInfoType.deserialize(buffer);
      if (retryDelay !== null)
        details = { ...details, retryAfterMs: retryDelay.seconds * 1000 + retryDelay.nanos / 1e6 };
    } else if (url === typeUrl('ResourceInfo')) {
      const { resourceType: type, resourceName: name, description } = resourceInfoType.deserialize(buffer);
      details = { ...details, resource: description === '' ? { type, name } : { type, name, description } };
    }
  }
  return details;
}
