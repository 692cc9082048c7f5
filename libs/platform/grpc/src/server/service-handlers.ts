import type {
  handleBidiStreamingCall,
  handleClientStreamingCall,
  handleServerStreamingCall,
  handleUnaryCall,
} from '@grpc/grpc-js';
import type { Handlers, Stem } from '@optical/contracts';
import type { BidiHandler, ClientStreamHandler, ServerStreamHandler, UnaryHandler } from './handlers.ts';

/** The names of a service's RPCs as its contract writes them; generated types also allow any other name. */
export type RpcName<S extends Stem> = keyof {
  [Name in keyof Handlers<S> as string extends Name ? never : number extends Name ? never : Name]: unknown;
} &
  string;

type HandlerOf<Generated> =
  Generated extends handleUnaryCall<infer Request, infer Response>
    ? UnaryHandler<Request, Response>
    : Generated extends handleClientStreamingCall<infer Request, infer Response>
      ? ClientStreamHandler<Request, Response>
      : Generated extends handleServerStreamingCall<infer Request, infer Response>
        ? ServerStreamHandler<Request, Response>
        : Generated extends handleBidiStreamingCall<infer Request, infer Response>
          ? BidiHandler<Request, Response>
          : never;

/** A handler for every RPC of a service, named in camelCase. */
export type ServiceHandlers<S extends Stem> = {
  readonly [Name in RpcName<S> as Uncapitalize<Name>]: HandlerOf<Handlers<S>[Name]>;
};
