import { Metadata, status as statusCodes } from '@grpc/grpc-js';
import type { InterceptingListener, StatusObject } from '@grpc/grpc-js';
import type { ClientMethod } from './client-method.ts';
import type { OutgoingCall } from './outgoing-call.ts';

/**
 * One unary call on the channel itself. grpc-js's own client records a stack trace for every call, in case it fails,
 * which is the largest single cost of a small call; here a failure has the stack of whoever awaits it.
 */
export class UnaryCall implements InterceptingListener {
  readonly result: Promise<unknown>;
  readonly #decode: ClientMethod['decode'];
  readonly #recordEnd: (code: number) => void;
  readonly #rpc;
  readonly #resolve: (response: unknown) => void;
  readonly #reject: (error: Error) => void;
  #response: unknown;
  #hasResponse = false;
  #fault: StatusObject | undefined;

  constructor(
    method: ClientMethod,
    bytes: Buffer,
    { deadline, metadata }: Pick<OutgoingCall, 'deadline' | 'metadata'>,
  ) {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.result = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#decode = method.decode;
    this.#recordEnd = method.record(method.path, metadata);
    this.#rpc = method.client.getChannel().createCall(method.path, deadline, null, null, null);
    this.#rpc.start(metadata, this);
    this.#rpc.startRead();
    this.#rpc.sendMessageWithContext({}, bytes);
    this.#rpc.halfClose();
  }

  cancel(): void {
    this.#rpc.cancelWithStatus(statusCodes.CANCELLED, 'Cancelled on client');
  }

  onReceiveMetadata(): void {
    // A unary caller has no use for the headers of the reply.
  }

  onReceiveMessage(message: Buffer): void {
    if (this.#hasResponse) {
      this.#fail(statusCodes.UNIMPLEMENTED, 'Too many responses received');
      return;
    }
    this.#hasResponse = true;
    try {
      this.#response = this.#decode(message);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#fail(statusCodes.INTERNAL, `Response message parsing error: ${why}`);
    }
  }

  onReceiveStatus(received: StatusObject): void {
    const status = this.#fault ?? received;
    const isComplete = status.code !== statusCodes.OK || this.#hasResponse;
    const { code, details, metadata } = isComplete
      ? status
      : { code: statusCodes.UNIMPLEMENTED, details: 'No message received', metadata: status.metadata };
    this.#recordEnd(code);
    if (code === statusCodes.OK) this.#resolve(this.#response);
    else
      this.#reject(Object.assign(new Error(`${code} ${statusCodes[code]}: ${details}`), { code, details, metadata }));
  }

  #fail(code: StatusObject['code'], details: string): void {
    this.#fault = { code, details, metadata: new Metadata() };
    this.#rpc.cancelWithStatus(code, details);
  }
}
