import type { MethodDefinition, ServiceConfig, ServiceDefinition } from '@grpc/grpc-js';
import { isIdempotent } from '@optical/contracts';
import type { MethodWithOptions } from '@optical/contracts';

/**
 * The service config of a client: a retry policy for the methods whose contract says that repeating them is safe, and
 * even use of all addresses of a name. Servers that refuse for lack of room say in a trailer how long to wait, or not to
 * retry, and grpc-js obeys. Source: https://github.com/grpc/proposal/blob/master/A6-client-retries.md
 */
export function createServiceConfig(definition: ServiceDefinition, attempts: number): ServiceConfig {
  const idempotent = Object.values(definition).filter((method) => isIdempotent(method as MethodWithOptions));
  const canRetry = attempts > 1 && idempotent.length > 0;
  return {
    loadBalancingConfig: [{ round_robin: {} }],
    methodConfig: canRetry
      ? [
          {
            name: idempotent.map(methodName),
            retryPolicy: {
              maxAttempts: attempts,
              initialBackoff: '0.05s',
              maxBackoff: '1s',
              backoffMultiplier: 2,
              retryableStatusCodes: ['UNAVAILABLE', 'RESOURCE_EXHAUSTED'],
            },
          },
        ]
      : [],
    // Half of the tokens spent stops retries until ten calls have succeeded for each more: overload is not multiplied.
    retryThrottling: { maxTokens: 10, tokenRatio: 0.1 },
  };
}

function methodName({ path }: MethodDefinition<unknown, unknown>): { service: string; method: string } {
  const [, service, method] = path.split('/');
  return { service: service!, method: method! };
}
