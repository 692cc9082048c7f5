import { OpticalError } from '@optical/errors';
import type { ErrorDetails, ErrorKind } from '@optical/errors';

/** Methods of a thread: name → (argument) => result. */
export type Methods<Table> = { readonly [Name in keyof Table]: (argument: never) => unknown };

export interface Request {
  readonly id: number;
  readonly method: string;
  readonly argument: unknown;
}

export type Reply =
  { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: WireError };

/** An error on its way between threads; what is no OpticalError keeps its message and stack for the log. */
export type WireError = WireOpticalError | { readonly message: string; readonly stack: string | undefined };

export interface WireOpticalError {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly details: ErrorDetails;
}

export function toWireError(error: OpticalError): WireOpticalError;
export function toWireError(error: unknown): WireError;
export function toWireError(error: unknown): WireError {
  if (error instanceof OpticalError) return { kind: error.kind, message: error.message, details: error.details };
  if (error instanceof Error) return { message: error.message, stack: error.stack };
  return { message: String(error), stack: undefined };
}

export function fromWireError(wire: WireOpticalError): OpticalError;
export function fromWireError(wire: WireError): Error;
export function fromWireError(wire: WireError): Error {
  if ('kind' in wire) return new OpticalError(wire.kind, wire.message, wire.details);
  return Object.assign(new Error(wire.message), wire.stack === undefined ? {} : { stack: wire.stack });
}
