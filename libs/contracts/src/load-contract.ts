import { loadSync } from '@grpc/proto-loader';
import type { AnyDefinition, PackageDefinition, ProtobufTypeDefinition, ServiceDefinition } from '@grpc/proto-loader';
import type { Definition } from './contracts.ts';
import { readFileDescriptors } from './file-descriptors.ts';
import { loaderOptions } from './loader-options.ts';
import { findProtoFolder } from './proto-folder.ts';
import type { Stem } from './stems.ts';

/** A service's contract at run time. */
export interface Contract<S extends Stem> {
  /** Full name, such as `optical.tokenizer.v1.TokenizerService`; also its name for health checks. */
  readonly serviceName: string;
  readonly definition: Definition<S>;
  /** Everything the contract defines and imports, by full name. */
  readonly packageDefinition: PackageDefinition;
}

/** Full name of a service, such as `optical.tokenizer.v1.TokenizerService`. */
export function serviceNameOf(stem: Stem): string {
  return `optical.${stem}.v1.${stem.charAt(0).toUpperCase()}${stem.slice(1)}Service`;
}

/**
 * Parses the contract of a service; takes 10 to 60 ms of processor time. Nothing is cached: load once, where the process is put together.
 *
 * Its types carry the compiler's file descriptors, for reflection. Where these were not generated the types carry
 * proto-loader's own, which lack imports, field names as written and presence: enough for grpc-js, not for grpcurl.
 * @param protoFolder folder that holds `optical/<stem>/v1`.
 * @throws Error when the folder lacks the contract or a file does not parse.
 */
export function loadContract<S extends Stem>(stem: S, protoFolder: string = findProtoFolder()): Contract<S> {
  const packageDefinition = loadSync(`optical/${stem}/v1/${stem}_service.proto`, {
    ...loaderOptions,
    includeDirs: [protoFolder],
  });
  const descriptors = readFileDescriptors(stem, protoFolder);
  if (descriptors !== undefined) for (const type of typesOf(packageDefinition)) type.fileDescriptorProtos = descriptors;
  const serviceName = serviceNameOf(stem);
  return { serviceName, definition: packageDefinition[serviceName] as unknown as Definition<S>, packageDefinition };
}

/** Every message and enum type, those that belong to a method included. */
function typesOf(packageDefinition: PackageDefinition): ProtobufTypeDefinition[] {
  return Object.values(packageDefinition).flatMap((entry) =>
    isService(entry)
      ? Object.values(entry).flatMap(({ requestType, responseType }) => [requestType, responseType])
      : [entry],
  );
}

function isService(entry: AnyDefinition): entry is ServiceDefinition {
  return !Array.isArray((entry as Partial<ProtobufTypeDefinition>).fileDescriptorProtos);
}
