import type { Contract, Stem } from '@optical/contracts';
import type { ServiceBinding } from './adapt-service.ts';
import type { RefuseCall } from './refuse-early.ts';
import type { RpcName, ServiceHandlers } from './service-handlers.ts';

/** What refuses calls of some of a service's RPCs as they arrive, named as its handlers. */
export type ServiceRefusals<S extends Stem> = { readonly [Name in RpcName<S> as Uncapitalize<Name>]?: RefuseCall };

/** A service of the contracts with its handlers; RPCs without one answer UNIMPLEMENTED. Tokens need `optical.<stem>`. */
export function bindService<S extends Stem>(
  contract: Contract<S>,
  handlers: Partial<ServiceHandlers<S>>,
  refuse: ServiceRefusals<S> = {},
): ServiceBinding {
  return { definition: contract.definition, handlers: handlers as ServiceBinding['handlers'], refuse };
}
