import type { ServiceDefinition } from '@grpc/grpc-js';

/** The full name of a service, for example `optical.tokenizer.v1.TokenizerService`, from the path of its methods. */
export function serviceNameOf(definition: ServiceDefinition): string {
  const [method] = Object.values(definition);
  if (method === undefined) throw new Error('a service has at least one method');
  return method.path.split('/')[1]!;
}
