import path from 'node:path';
import { stems } from '@optical/contracts';
import type { Stem } from '@optical/contracts';
import { environmentName } from '@optical/config';

/** How one service process is started. */
export interface Launch {
  readonly stem: Stem;
  /** The file that node runs. */
  readonly entry: string;
  /** `host:port` it will listen on. */
  readonly address: string;
  readonly logFile: string;
  /** Settings besides those of the caller's own environment. */
  readonly environment: Readonly<Record<string, string>>;
}

const host = '127.0.0.1';
const servicesFolder = path.resolve(import.meta.dirname, '../../../../services');

/**
 * One launch per service: its own port, the addresses of all peers and the shared data directory.
 * @param ports one free loopback port for each stem, in the order of `stems`
 * @param metricsPort where the first service answers Prometheus, the others at the ports after it; 0 for nowhere
 */
export function planLaunches(home: string, ports: readonly number[], metricsPort: number): Launch[] {
  const addresses = stems.map((_, index) => `${host}:${ports[index]}`);
  const shared = Object.fromEntries([
    // Six processes load the same modules: the second start takes them compiled.
    ['NODE_COMPILE_CACHE', path.join(path.resolve(home), 'cache', 'node')],
    ...stems.map((stem, index) => [environmentName(['peers', stem]), addresses[index]!]),
  ]) as Record<string, string>;
  return stems.map((stem, index) => ({
    stem,
    entry: path.join(servicesFolder, stem, 'src', 'main.ts'),
    address: addresses[index]!,
    logFile: path.join(path.resolve(home), 'logs', `${stem}.log`),
    environment: {
      ...shared,
      [environmentName(['home'], stem)]: path.resolve(home),
      [environmentName(['grpc', 'host'], stem)]: host,
      [environmentName(['grpc', 'port'], stem)]: String(ports[index]),
      ...(metricsPort > 0 && {
        [environmentName(['telemetry', 'prometheus', 'port'], stem)]: String(metricsPort + index),
      }),
    },
  }));
}
