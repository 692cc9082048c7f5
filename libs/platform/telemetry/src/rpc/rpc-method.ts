import type { Attributes } from '@opentelemetry/api';
import { conventions } from '../opentelemetry.ts';
import { failureCodes, statusNames } from './rpc-status.ts';
import type { RpcSide } from './rpc-status.ts';

/** How a call ended, in the words of the conventions. */
export interface RpcOutcome {
  readonly statusName: string;
  readonly failed: boolean;
  readonly metricAttributes: Attributes;
}

/** Everything about a method that is the same for each of its calls, made once. */
export interface RpcMethod {
  /** Fully qualified, without the leading slash: `optical.retriever.v1.RetrieverService/Search`. */
  readonly name: string;
  /**
   * False for health and reflection (`/grpc.*`): probes every few seconds would bury the traces that matter. They are
   * still measured: a slow or failing probe is worth a look.
   */
  readonly traced: boolean;
  readonly spanAttributes: Attributes;
  /** `code` is a gRPC status code; one that gRPC does not know is UNKNOWN. */
  outcome(code: number): RpcOutcome;
}

/** `path` as on the wire: `/package.Service/Method`. `server` are a client's attributes of the server it calls. */
export function describeMethod(side: RpcSide, path: string, server: Attributes): RpcMethod {
  const name = path.slice(1);
  const common = {
    [conventions.ATTR_RPC_SYSTEM_NAME]: conventions.RPC_SYSTEM_NAME_VALUE_GRPC,
    [conventions.ATTR_RPC_METHOD]: name,
  };
  const outcomes = statusNames.map((statusName, code): RpcOutcome => {
    const failed = failureCodes[side].has(code);
    return {
      statusName,
      failed,
      metricAttributes: {
        ...common,
        [conventions.ATTR_RPC_STATUS_CODE]: statusName,
        ...(failed && { [conventions.ATTR_ERROR_TYPE]: statusName }),
      },
    };
  });
  const unknown = outcomes[2]!;
  return {
    name,
    traced: !path.startsWith('/grpc.'),
    spanAttributes: { ...common, ...server },
    outcome: (code) => outcomes[code] ?? unknown,
  };
}
