import type { Telemetry } from '@optical/telemetry';
import type { RpcServer } from './rpc-server.ts';

type EndSignal = 'SIGTERM' | 'SIGINT';

/**
 * Resolves when the process was asked to end (SIGTERM or SIGINT) and the server has drained, `release` has run and
 * telemetry is flushed; then nothing keeps the process alive. A second signal cuts off the calls in progress, a third
 * ends the process as signals do by default.
 * @param ending aborted as soon as the process is asked to end, before the drain
 */
export async function runUntilSignal(
  server: Pick<RpcServer, 'drain' | 'close'>,
  telemetry: Pick<Telemetry, 'logger' | 'shutdown'>,
  release: () => Promise<void> = () => Promise.resolve(),
  ending = new AbortController(),
): Promise<void> {
  const first = await nextSignal();
  telemetry.logger.info({ signal: first }, 'asked to end');
  ending.abort();
  const ended = new AbortController();
  void nextSignal(ended.signal).then((second) => (second === undefined ? undefined : server.close()));
  try {
    await server.drain();
    await release();
  } finally {
    ended.abort();
    await telemetry.shutdown();
  }
}

/** The next signal that asks the process to end; undefined if `stop` aborts before. */
function nextSignal(stop?: AbortSignal): Promise<EndSignal | undefined> {
  const { promise, resolve } = Promise.withResolvers<EndSignal | undefined>();
  const settle = (signal?: EndSignal): void => {
    process.off('SIGTERM', settle).off('SIGINT', settle);
    resolve(signal);
  };
  process.on('SIGTERM', settle).on('SIGINT', settle);
  stop?.addEventListener('abort', () => {
    settle();
  });
  return promise;
}
