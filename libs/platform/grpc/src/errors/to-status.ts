import { Metadata, status } from '@grpc/grpc-js';
import type { ErrorDetails } from '@optical/errors';
import { OpticalError } from '@optical/errors';
import { encodeStatus } from './google-rpc.ts';
import { statusOfKind } from './status-table.ts';

/** What a failed call answers. */
export interface ErrorStatus {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;
}

/** Trailers share one header block, which many peers limit to 8 KiB, so text (in characters) and lists are cut. */
const maxMessageLength = 1024;
const maxDetailLength = 200;
const maxFieldViolations = 8;

/** The trailer with which a server tells the retry policy of a client how long to wait, or (-1) not to retry. */
const pushbackKey = 'grpc-retry-pushback-ms';

/**
 * The status of an error. An `OpticalError` keeps its kind, message and details; anything else becomes INTERNAL
 * without detail, because its text may hold what a caller must not see.
 */
export function toStatus(error: unknown): ErrorStatus {
  if (!(error instanceof OpticalError))
    return { code: status.INTERNAL, details: 'internal error', metadata: new Metadata() };
  const code = statusOfKind[error.kind];
  const text = shorten(error.message, maxMessageLength);
  const metadata = new Metadata();
  const details = shortenDetails(error.details);
  if (Object.keys(details).length > 0) metadata.set('grpc-status-details-bin', encodeStatus(code, text, details));
  if (error.kind === 'exhausted') {
    const { retryAfterMs } = details;
    metadata.set(pushbackKey, retryAfterMs === undefined ? '-1' : String(Math.ceil(retryAfterMs)));
  }
  return { code, details: text, metadata };
}

/** grpc-js percent-encodes the text with `encodeURI`, which throws on half a surrogate pair. */
function shorten(text: string, maxLength = maxDetailLength): string {
  const cut = text.length <= maxLength ? text : `${text.slice(0, maxLength - 1)}…`;
  return cut.toWellFormed();
}

function shortenDetails({ fieldViolations, retryAfterMs, resource }: ErrorDetails): ErrorDetails {
  return {
    ...(fieldViolations && {
      fieldViolations: fieldViolations.slice(0, maxFieldViolations).map(({ field, description }) => ({
        field: shorten(field),
        description: shorten(description),
      })),
    }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(resource && { resource: { ...resource, name: shorten(resource.name) } }),
  };
}
