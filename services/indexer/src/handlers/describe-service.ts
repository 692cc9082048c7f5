import type { ServiceHandlers } from '@optical/grpc';
import type { DescribeProcess } from '@optical/service';
import type { VectorEngine } from '@optical/vector-store';
import { versionOf } from '../messages/collection.ts';

const mostCollections = 1000;

/** The process that answers, and what it holds. */
export const describeService =
  (
    describeProcess: DescribeProcess,
    engine: VectorEngine,
    residentLimitBytes: number,
  ): ServiceHandlers<'indexer'>['describeService'] =>
  async (request) => ({
    service: await describeProcess(request),
    engine: engine.name,
    collections: (await engine.list('', mostCollections)).map(versionOf),
    residentBytes: process.memoryUsage.rss(),
    residentLimitBytes,
  });
