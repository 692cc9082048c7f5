import { setLogger } from '@grpc/grpc-js';
import type { Logger } from './logger.ts';

/**
 * Sends what grpc-js has to say, for the whole process, to `logger` instead of standard error. Only the part before the
 * first colon is kept: what follows may quote headers, and so tokens, of callers.
 */
export function routeTransportLogs(logger: Pick<Logger, 'error' | 'info' | 'debug'>): void {
  const record =
    (level: 'error' | 'info' | 'debug') =>
    (...parts: unknown[]) => {
      logger[level]({ event: parts.join(' ').split(':')[0] }, 'grpc transport');
    };
  setLogger({ error: record('error'), info: record('info'), debug: record('debug') });
}
