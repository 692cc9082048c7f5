import type { ServiceDefinition } from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';
import type { Telemetry } from '@optical/telemetry';
import { createUntypedClient } from '../../src/index.ts';
import type { RpcOptions } from '../../src/index.ts';
import { clientSettings } from './bench.ts';
import { collect, streamOf } from './streams.ts';

export interface ReflectionReply {
  readonly listServicesResponse?: { readonly service: readonly { readonly name: string }[] };
  readonly fileDescriptorResponse?: { readonly fileDescriptorProto: readonly number[][] };
  readonly errorResponse?: { readonly errorMessage: string };
}

interface ReflectionClient {
  serverReflectionInfo(requests: AsyncIterable<object>, options?: RpcOptions): AsyncGenerator<ReflectionReply>;
  close(): void;
}

/** The services under which a server offers reflection: v1 and v1alpha. */
export function reflectionDefinitions(): ServiceDefinition[] {
  const definitions: ServiceDefinition[] = [];
  new ReflectionService({}).addToServer({ addService: (definition) => definitions.push(definition) });
  return definitions;
}

/** Asks a server about itself, one question a call. */
export async function askReflection(
  { address, telemetry }: { address: string; telemetry: Telemetry },
  question: object,
  options: RpcOptions = {},
  definition = reflectionDefinitions()[0]!,
): Promise<ReflectionReply> {
  const settings = clientSettings();
  const client = createUntypedClient(definition, { address, settings, telemetry }) as unknown as ReflectionClient;
  try {
    const [reply] = await collect(client.serverReflectionInfo(streamOf(question), options));
    return reply!;
  } finally {
    client.close();
  }
}
