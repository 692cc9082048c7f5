import type { ServiceHandlers } from '@optical/grpc';
import type { DeviceChoice } from '@optical/ort';
import type { DescribeProcess } from '@optical/service';
import type { QueueAccess } from '../queue/open-queue.ts';
import { deviceMessages } from '../training/attempt.ts';

/** The process that answers, its device and the jobs it runs. Does not wait for what is still being opened. */
export const describeService =
  (
    describeProcess: DescribeProcess,
    queue: QueueAccess,
    device: () => DeviceChoice | string,
    running: ReadonlySet<string>,
  ): ServiceHandlers<'distiller'>['describeService'] =>
  async (request) => {
    const choice = device();
    const [service, queuedJobs] = await Promise.all([
      describeProcess(request),
      queue.opened?.countQueued().catch(() => 0) ?? 0,
    ]);
    return {
      service,
      ...(typeof choice === 'string'
        ? { deviceReason: choice }
        : { device: deviceMessages[choice.device], deviceReason: choice.reason }),
      runningJobIds: [...running],
      queuedJobs,
    };
  };
