import { outputClosed } from '../output/closed-output.ts';

/**
 * Aborts at the first SIGINT or SIGTERM, or when the output is closed. A signal after that ends the process as signals
 * do by default.
 */
export function endSignal(): AbortSignal {
  const controller = new AbortController();
  const end = (): void => {
    process.off('SIGINT', end).off('SIGTERM', end);
    controller.abort();
  };
  process.on('SIGINT', end).on('SIGTERM', end);
  if (outputClosed.aborted) end();
  else outputClosed.addEventListener('abort', end, { once: true });
  return controller.signal;
}
