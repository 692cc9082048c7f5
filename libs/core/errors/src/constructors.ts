import { OpticalError } from './optical-error.ts';
import type { FieldViolation } from './optical-error.ts';

/** A request whose fields are wrong whatever the state of the system. One violation or more. */
export function invalidArgument(...fieldViolations: [FieldViolation, ...FieldViolation[]]): OpticalError {
  const message = fieldViolations.map(({ field, description }) => `${field}: ${description}`).join('; ');
  return new OpticalError('invalid-argument', message, { fieldViolations });
}

/** `type` names the kind of resource (`job`, `collection`), `name` the one that does not exist. */
export function notFound(type: string, name: string): OpticalError {
  return new OpticalError('not-found', `${type} ${JSON.stringify(name)} does not exist`, { resource: { type, name } });
}

/** `type` names the kind of resource, `name` the one that is there already. */
export function alreadyExists(type: string, name: string): OpticalError {
  return new OpticalError('already-exists', `${type} ${JSON.stringify(name)} already exists`, {
    resource: { type, name },
  });
}

/** The request is fine but the system is not in a state to serve it, and retrying alone will not help. */
export function failedPrecondition(message: string): OpticalError {
  return new OpticalError('failed-precondition', message);
}

/**
 * A bounded resource is full; the caller may try again after `retryAfterMs` milliseconds. Without a stack trace, which
 * costs far more than the error, and hundreds are made a second under overload.
 */
export function exhausted(message: string, retryAfterMs: number): OpticalError {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return new OpticalError('exhausted', message, { retryAfterMs });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
