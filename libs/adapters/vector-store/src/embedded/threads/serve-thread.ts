import { parentPort } from 'node:worker_threads';
import { collectGarbage } from './collect-garbage.ts';
import type { Methods, Reply, Request } from './protocol.ts';
import { toWireError } from './protocol.ts';

/**
 * Answers the requests of the parent one after the other until it is told to close.
 * @param replacing methods after which the memory of an index may no longer be used
 */
export function serveThread<Table extends Methods<Table>>(
  methods: Table,
  replacing: readonly (keyof Table & string)[],
  close: () => void,
): void {
  const leavesGarbage: ReadonlySet<string> = new Set(replacing);
  const port = parentPort!;
  const table = methods as unknown as Readonly<Record<string, (argument: unknown) => unknown>>;
  port.on('message', ({ id, method, argument }: Request) => {
    if (method === 'close') {
      close();
      port.close();
      return;
    }
    try {
      const value = table[method]!(argument);
      port.postMessage({ id, value } satisfies Reply);
    } catch (error) {
      port.postMessage({ id, error: toWireError(error) } satisfies Reply);
    }
    if (leavesGarbage.has(method)) setImmediate(collectGarbage);
  });
}
