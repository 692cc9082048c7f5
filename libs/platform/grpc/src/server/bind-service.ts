import type { Contract, Stem } from '@optical/contracts';
import type { ServiceBinding } from './adapt-service.ts';
import type { ServiceHandlers } from './service-handlers.ts';

/** A service of the contracts with its handlers; RPCs without one answer UNIMPLEMENTED. Tokens need `optical.<stem>`. */
export function bindService<S extends Stem>(
  contract: Contract<S>,
  handlers: Partial<ServiceHandlers<S>>,
): ServiceBinding {
  return { definition: contract.definition, handlers: handlers as ServiceBinding['handlers'] };
}
