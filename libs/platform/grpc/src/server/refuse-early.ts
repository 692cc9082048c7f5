import { ServerInterceptingCall } from '@grpc/grpc-js';
import type { Metadata, ServerInterceptingCallInterface, ServerInterceptor } from '@grpc/grpc-js';
import type { OpticalError } from '@optical/errors';
import { toStatus } from '../errors/to-status.ts';
import { latestEnd } from './method.ts';
import type { Method } from './method.ts';

/**
 * Says of a call that has just arrived why it cannot be served, or undefined if it can. Nothing but its time is known:
 * neither who calls nor what is asked.
 * @param leftMs milliseconds until the call must be answered
 */
export type RefuseCall = (leftMs: number) => OpticalError | undefined;

export interface RefusableMethod {
  readonly refuse: RefuseCall;
  readonly method: Pick<Method, 'deadline' | 'logger'>;
}

type ServerListener = Parameters<ServerInterceptingCallInterface['start']>[0];

/**
 * Refuses calls before their messages are read and before grpc-js and we make what a handler needs: under overload most
 * calls are refused, and what that costs is missing for those that are answered.
 * @param methods by path, for example `/optical.retriever.v1.RetrieverService/Search`; other calls pass
 */
export const refuseEarly =
  (methods: ReadonlyMap<string, RefusableMethod>): ServerInterceptor =>
  ({ path }, call) => {
    const method = methods.get(path);
    if (method === undefined && call instanceof ServerInterceptingCall) return call;
    return method === undefined ? new ServerInterceptingCall(call) : new RefusableCall(call, method);
  };

class RefusableCall extends ServerInterceptingCall {
  readonly #next: ServerInterceptingCallInterface;
  readonly #method: RefusableMethod;

  constructor(next: ServerInterceptingCallInterface, method: RefusableMethod) {
    super(next);
    this.#next = next;
    this.#method = method;
  }

  override start(listener: ServerListener): void {
    this.#next.start({
      onReceiveMetadata: (metadata: Metadata) => {
        const refusal = this.#refusal();
        if (refusal === undefined) listener.onReceiveMetadata(metadata);
        else this.#next.sendStatus(toStatus(refusal));
      },
      // Reached only by calls that were let in: a message is read when it is asked for.
      onReceiveMessage: (message: unknown) => {
        listener.onReceiveMessage(message);
      },
      onReceiveHalfClose: () => {
        listener.onReceiveHalfClose();
      },
      onCancel: () => {
        listener.onCancel();
      },
    });
  }

  /** What is thrown here would leave the call without an answer. */
  #refusal(): unknown {
    const { refuse, method } = this.#method;
    const now = Date.now();
    try {
      return refuse(latestEnd(Number(this.#next.getDeadline()), method.deadline, now) - now);
    } catch (error) {
      method.logger.error({ err: error }, 'a call could not be looked at as it arrived');
      return error;
    }
  }
}
