import type { ItemError } from '@optical/contracts/common';
import { OpticalError } from '@optical/errors';
import { statusOfKind } from './status-table.ts';

/** A refusal of one batch of a stream. @throws what is no OpticalError: a defect, which ends the stream */
export function toItemError(error: unknown): ItemError {
  if (!(error instanceof OpticalError)) throw error;
  const { kind, message, details } = error;
  const { retryAfterMs = 0, fieldViolations = [] } = details;
  return { code: statusOfKind[kind], message, field: fieldViolations[0]?.field ?? '', retryAfterMs };
}
