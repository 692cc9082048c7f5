import { createHash } from 'node:crypto';
import { trace } from '@opentelemetry/api';
import { canonicalJson } from '@optical/artifacts';
import type { JobSpec__Output } from '@optical/contracts/distiller';
import { invalidArgument } from '@optical/errors';
import type { ServiceHandlers } from '@optical/grpc';
import { toTraceparent } from '@optical/telemetry';
import type { JobDocument } from '../queue/job-document.ts';
import type { QueueAccess } from '../queue/open-queue.ts';
import { jobMessage } from '../queue/to-wire.ts';
import type { SpecChecks } from '../spec/accept-spec.ts';

const maxRequestId = 100;

/** Checks everything that a job depends on, then puts it on the queue. A repeated request is not checked again. */
export const createJob =
  (queue: QueueAccess, { accept }: Pick<SpecChecks, 'accept'>): ServiceHandlers<'distiller'>['createJob'] =>
  async ({ requestId, spec, validateOnly }, { signal }) => {
    requireRequestId(requestId);
    if (!spec) throw invalidArgument({ field: 'spec', description: 'is required' });
    const opened = validateOnly ? undefined : await queue.get();
    const fingerprint = fingerprintOf(spec);
    const existing = await opened?.find(requestId, fingerprint);
    if (existing) return { job: jobMessage(existing) };
    const { spec: complete, planDigest, bitextReports } = await accept(spec, signal);
    const document: JobDocument = {
      planDigest,
      device: 'DEVICE_UNSPECIFIED',
      bitextReports,
      snapshots: [],
      alarms: [],
      scores: [],
    };
    if (opened === undefined)
      return { job: { spec: complete, bitextReports: [...bitextReports], device: 'DEVICE_UNSPECIFIED' } };
    const span = trace.getActiveSpan();
    const job = await opened.create({
      requestId,
      fingerprint,
      spec: complete,
      document,
      labels: complete.labels,
      maxAttempts: complete.maxAttempts,
      traceparent: span === undefined ? '' : toTraceparent(span),
    });
    return { job: jobMessage(job) };
  };

function requireRequestId(requestId: string): void {
  if (requestId === '') throw invalidArgument({ field: 'request_id', description: 'is required' });
  if (requestId.length > maxRequestId)
    throw invalidArgument({
      field: 'request_id',
      description: `has ${requestId.length} characters; the limit is ${maxRequestId}`,
    });
}

const fingerprintOf = (spec: JobSpec__Output): string =>
  createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify(spec))))
    .digest('hex');
