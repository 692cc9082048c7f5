import type { MessagePort, Transferable } from 'node:worker_threads';
import { now } from './protocol.ts';
import type { Greeting, Methods, Reply, Request } from './protocol.ts';
import { toWireError } from './wire-error.ts';

/** A result, and the buffers in it that move to the asking thread. */
export interface Answer<Value> {
  readonly value: Value;
  readonly transfer?: readonly Transferable[];
}

/** What a worker does: one method per kind of request, and how to let go of what it holds. */
export interface Service<Table extends Methods<Table>> {
  /** Facts told to the asking thread once, when the service is open. */
  readonly opened: unknown;
  readonly methods: {
    readonly [Name in keyof Table]: (
      argument: Parameters<Table[Name]>[0],
    ) => Promise<Answer<ReturnType<Table[Name]>>> | Answer<ReturnType<Table[Name]>>;
  };
  close(): Promise<void>;
}

/** Opens the service and answers requests one after the other, in order, until asked to close. */
export async function serve<Table extends Methods<Table>>(
  port: MessagePort,
  open: () => Promise<Service<Table>>,
): Promise<void> {
  let service: Service<Table>;
  try {
    service = await open();
  } catch (error) {
    port.postMessage({ error: toWireError(error) } satisfies Greeting);
    return;
  }
  const handlers = new Map(Object.entries(service.methods as Readonly<Record<string, Handler>>));
  let previous = Promise.resolve();
  port.on('message', (request: Request) => {
    previous = previous.then(() => answer(port, handlers, () => service.close(), request));
  });
  port.postMessage({ opened: service.opened } satisfies Greeting);
}

type Handler = (argument: unknown) => Promise<Answer<unknown>> | Answer<unknown>;

async function answer(
  port: MessagePort,
  handlers: ReadonlyMap<string, Handler>,
  close: () => Promise<void>,
  { id, method, argument }: Request,
): Promise<void> {
  if (method === undefined) {
    await close();
    port.close();
    return;
  }
  const startedAt = now();
  try {
    const { value, transfer = [] } = await handlers.get(method)!(argument);
    port.postMessage({ id, value, startedAt, endedAt: now() } satisfies Reply, transfer);
  } catch (error) {
    port.postMessage({ id, error: toWireError(error) } satisfies Reply);
  }
}
