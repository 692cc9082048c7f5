import { loadSync } from '@grpc/proto-loader';
import type { PackageDefinition } from '@grpc/proto-loader';
import type { Definition } from './contracts.ts';
import { loaderOptions } from './loader-options.ts';
import { findProtoFolder } from './proto-folder.ts';
import type { Stem } from './stems.ts';

/** A service's contract at run time. */
export interface Contract<S extends Stem> {
  /** Full name, such as `optical.tokenizer.v1.TokenizerService`; also its name for health checks. */
  readonly serviceName: string;
  readonly definition: Definition<S>;
  /** Everything the contract defines and imports, for reflection. */
  readonly packageDefinition: PackageDefinition;
}

/** Full name of a service, such as `optical.tokenizer.v1.TokenizerService`. */
export function serviceNameOf(stem: Stem): string {
  return `optical.${stem}.v1.${stem.charAt(0).toUpperCase()}${stem.slice(1)}Service`;
}

/**
 * Parses the contract of a service; takes 10 to 40 ms. Nothing is cached: load once, where the process is put together.
 * @param protoFolder folder that holds `optical/<stem>/v1`.
 * @throws Error when the folder lacks the contract or a file does not parse.
 */
export function loadContract<S extends Stem>(stem: S, protoFolder: string = findProtoFolder()): Contract<S> {
  const packageDefinition = loadSync(`optical/${stem}/v1/${stem}_service.proto`, {
    ...loaderOptions,
    includeDirs: [protoFolder],
  });
  const serviceName = serviceNameOf(stem);
  return { serviceName, definition: packageDefinition[serviceName] as unknown as Definition<S>, packageDefinition };
}
