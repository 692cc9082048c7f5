import type { ServiceHandlers } from '@optical/grpc';
import type { ModelMemory } from '@optical/encoding';
import type { DescribeProcess } from '@optical/service';
import type { QueryEncoders } from '../encoders/query-encoders.ts';
import { versionMessage } from '../search/version-message.ts';

/** The process that answers, and what it holds. */
export const describeService =
  (
    describeProcess: DescribeProcess,
    memory: Pick<ModelMemory, 'loaded'>,
    encoders: QueryEncoders,
    defaultCollection: string | undefined,
  ): ServiceHandlers<'retriever'>['describeService'] =>
  async (request) => ({
    service: await describeProcess(request),
    encoders: memory.loaded().map((model) => {
      const { fingerprint, dims } = model.encoder.description;
      return {
        model: versionMessage(model.version),
        languages: encoders.languagesOf(model),
        multilingualDefault: encoders.isMultilingual(model),
        space: { fingerprint, dims, normalized: true },
      };
    }),
    defaultCollection: defaultCollection ?? '',
  });
