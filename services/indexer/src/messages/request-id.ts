import { invalidArgument } from '@optical/errors';

const longest = 100;

/** @throws OpticalError `invalid-argument` unless it has 1 to 100 characters */
export function requireRequestId(requestId: string): string {
  if (requestId === '') throw invalidArgument({ field: 'request_id', description: 'is required' });
  const { length } = Array.from(requestId);
  if (length <= longest) return requestId;
  throw invalidArgument({ field: 'request_id', description: `${length} characters are above the limit ${longest}` });
}
