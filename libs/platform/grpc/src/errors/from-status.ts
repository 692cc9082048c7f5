import type { Metadata } from '@grpc/grpc-js';
import type { ErrorDetails } from '@optical/errors';
import { OpticalError } from '@optical/errors';
import { decodeStatusDetails } from './google-rpc.ts';
import { kindOf } from './status-table.ts';

interface ReceivedStatus {
  readonly code: number;
  readonly details: string;
  readonly metadata: Metadata;
}

/** Whether a thrown value is the error that grpc-js reports for a status other than OK. */
function isReceivedStatus(error: unknown): error is ReceivedStatus {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && 'metadata' in error;
}

/** The error a caller sees for what a call threw: kind, message and details as the server sent them. */
export function fromStatus(error: unknown): OpticalError {
  if (error instanceof OpticalError) return error;
  if (!isReceivedStatus(error)) return new OpticalError('internal', 'call failed', {}, { cause: error });
  const text = describeSize(error.details) ?? error.details;
  return new OpticalError(kindOf(error.code), text, receivedDetails(error.metadata), { cause: error });
}

/** What grpc-js, at either end, says about a message over its receiver's limit, with units. */
function describeSize(details: string): string | undefined {
  const [, size, limit] = /^Received message larger than max \((\d+) vs (\d+)\)$/.exec(details) ?? [];
  return size && `a message of the call is ${size} bytes, over its receiver's limit of ${limit!} bytes`;
}

function receivedDetails(metadata: Metadata): ErrorDetails {
  const [bytes] = metadata.get('grpc-status-details-bin');
  if (!Buffer.isBuffer(bytes)) return {};
  try {
    return decodeStatusDetails(bytes);
  } catch {
    // Details are a supplement: a peer that garbles them must not hide the status itself.
    return {};
  }
}
