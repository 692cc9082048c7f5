import path from 'node:path';
import { loaderOptions } from '@optical/contracts';
import type { Stem } from '@optical/contracts';
import protobuf from 'protobufjs';

/** A service's contract and what it imports, parsed: what `fromJSON` of @grpc/proto-loader takes. */
export function contractAsJson(stem: Stem, protoFolder: string): object {
  const root = new protobuf.Root();
  root.resolvePath = (_, target) => path.resolve(protoFolder, target);
  return root.loadSync(`optical/${stem}/v1/${stem}_service.proto`, loaderOptions).toJSON();
}

/** A module with the function `name`, which makes the service's contract as `loadContract` does, without any file. */
export function contractModule(name: string, stem: Stem, protoFolder: string): string {
  return `import { fromJSON } from '@grpc/proto-loader';
import { loaderOptions, serviceNameOf } from '@optical/contracts';

export function ${name}() {
  const packageDefinition = fromJSON(${JSON.stringify(contractAsJson(stem, protoFolder))}, loaderOptions);
  const serviceName = serviceNameOf('${stem}');
  return { serviceName, definition: packageDefinition[serviceName], packageDefinition };
}
`;
}
