import { OpticalError } from '@optical/errors';
import type { ErrorDetails, ErrorKind } from '@optical/errors';

/** An error as it crosses a thread: structured clone keeps neither classes nor own fields of errors. */
export interface WireError {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly details: ErrorDetails;
  readonly stack: string | undefined;
}

export function toWireError(error: unknown): WireError {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const { kind, details } = error instanceof OpticalError ? error : { kind: 'internal' as const, details: {} };
  return { kind, message, details, stack };
}

export function fromWireError({ kind, message, details, stack }: WireError): OpticalError {
  const error = new OpticalError(kind, message, details);
  // Where the worker failed says more than where its reply was read.
  if (stack !== undefined) error.stack = stack;
  return error;
}
