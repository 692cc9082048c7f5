/** Aborts at the first SIGINT or SIGTERM. A second one ends the process as signals do by default. */
export function endSignal(): AbortSignal {
  const controller = new AbortController();
  const end = (): void => {
    process.off('SIGINT', end).off('SIGTERM', end);
    controller.abort();
  };
  process.on('SIGINT', end).on('SIGTERM', end);
  return controller.signal;
}
