import { hostname } from 'node:os';
import type { Resource } from '@opentelemetry/resources';
import { conventions, resources } from '../opentelemetry.ts';

/** Who is speaking. */
export interface Identity {
  readonly service: string;
  readonly version: string;
  readonly instanceId: string;
}

/**
 * The resource attributes of a process. NodeSDK merges OTEL_RESOURCE_ATTRIBUTES over them.
 * Source: https://opentelemetry.io/docs/specs/semconv/resource/
 */
export function describeProcess(identity: Identity): Resource {
  return resources.defaultResource().merge(
    resources.resourceFromAttributes({
      [conventions.ATTR_SERVICE_NAMESPACE]: 'optical',
      [conventions.ATTR_SERVICE_NAME]: identity.service,
      [conventions.ATTR_SERVICE_VERSION]: identity.version,
      [conventions.ATTR_SERVICE_INSTANCE_ID]: identity.instanceId,
      'host.name': hostname(),
      'process.pid': process.pid,
    }),
  );
}
