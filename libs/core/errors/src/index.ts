export { alreadyExists, exhausted, failedPrecondition, invalidArgument, notFound } from './constructors.ts';
export { errorKinds } from './error-kind.ts';
export type { ErrorKind } from './error-kind.ts';
export { OpticalError } from './optical-error.ts';
export type { ErrorDetails, FieldViolation, ResourceReference } from './optical-error.ts';
