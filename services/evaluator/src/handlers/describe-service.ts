import type { ServiceHandlers } from '@optical/grpc';
import type { DescribeProcess } from '@optical/service';
import { presets } from '../studies/presets/presets.ts';

/** The process that answers, the studies it runs, and what studies may build on. */
export const describeService =
  (describeProcess: DescribeProcess, running: ReadonlySet<string>): ServiceHandlers<'evaluator'>['describeService'] =>
  async (request) => ({
    service: await describeProcess(request),
    runningStudyIds: [...running],
    presets: Object.keys(presets),
  });
