import type { ServiceHandlers } from '@optical/grpc';
import type { DescribeProcess } from '@optical/service';

/** The process that answers, and what it holds. */
export const describeService =
  (describeProcess: DescribeProcess): ServiceHandlers<'retriever'>['describeService'] =>
  async (request) => ({ service: await describeProcess(request) });
