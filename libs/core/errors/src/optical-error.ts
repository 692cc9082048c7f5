import type { ErrorKind } from './error-kind.ts';

/** A request field that was refused: its path (`passages[3].id`) and what is allowed instead. */
export interface FieldViolation {
  readonly field: string;
  readonly description: string;
}

/** The thing an error is about, for example `{ type: 'collection', name: 'wiki-en' }`. */
export interface ResourceReference {
  readonly type: string;
  readonly name: string;
  readonly description?: string;
}

/** Structured facts that travel with an error to the caller. */
export interface ErrorDetails {
  readonly fieldViolations?: readonly FieldViolation[];
  /** Milliseconds after which the same call may succeed. */
  readonly retryAfterMs?: number;
  readonly resource?: ResourceReference;
}

/**
 * The one error class of the project: a kind, a message safe to show to a caller, and details.
 * Anything else that is thrown reaches callers as `internal`, without its message.
 */
export class OpticalError extends Error {
  override readonly name = 'OpticalError';
  readonly kind: ErrorKind;
  readonly details: ErrorDetails;

  constructor(kind: ErrorKind, message: string, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.details = details;
  }
}
