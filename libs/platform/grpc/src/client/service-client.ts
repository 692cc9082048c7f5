import type { MethodDefinition, UntypedHandleCall } from '@grpc/grpc-js';
import type { Definition, Handlers, Stem } from '@optical/contracts';
import type { RpcName } from '../server/service-handlers.ts';
import type { RpcOptions } from './rpc-options.ts';

type Unary<Request, Response> = (request: Request, options?: RpcOptions) => Promise<Response>;
type ClientStream<Request, Response> = (requests: AsyncIterable<Request>, options?: RpcOptions) => Promise<Response>;
type ServerStream<Request, Response> = (request: Request, options?: RpcOptions) => AsyncGenerator<Response>;
type Bidi<Request, Response> = (requests: AsyncIterable<Request>, options?: RpcOptions) => AsyncGenerator<Response>;

/** The handler's type tells the kind of call: one request has a field for it, one response a callback. */
type FunctionOf<Handler extends UntypedHandleCall, Request, Response> =
  Parameters<Handler> extends [infer Call, unknown]
    ? Call extends { request: unknown }
      ? Unary<Request, Response>
      : ClientStream<Request, Response>
    : Parameters<Handler>[0] extends { request: unknown }
      ? ServerStream<Request, Response>
      : Bidi<Request, Response>;

type RequestOf<Method extends Pick<MethodDefinition<never, unknown>, 'requestSerialize'>> = Parameters<
  Method['requestSerialize']
>[0];
type ResponseOf<Method extends Pick<MethodDefinition<never, unknown>, 'responseDeserialize'>> = ReturnType<
  Method['responseDeserialize']
>;

/** A function for every RPC of a service, named in camelCase. */
export type ServiceClient<S extends Stem> = {
  readonly [Name in RpcName<S> as Uncapitalize<Name>]: FunctionOf<
    Handlers<S>[Name],
    RequestOf<Definition<S>[Name]>,
    ResponseOf<Definition<S>[Name]>
  >;
};
