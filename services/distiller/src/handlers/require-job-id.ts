import { invalidArgument } from '@optical/errors';

/** @throws OpticalError `invalid-argument` when it is empty */
export function requireJobId(jobId: string): string {
  if (jobId === '') throw invalidArgument({ field: 'job_id', description: 'is required' });
  return jobId;
}
