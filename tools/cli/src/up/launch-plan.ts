import { tmpdir } from 'node:os';
import path from 'node:path';
import { stems } from '@optical/contracts';
import type { Stem } from '@optical/contracts';
import { environmentName } from '@optical/config';
import { serviceNodeOptions } from '@optical/service/node-options';

/** How one service process is started. */
export interface Launch {
  readonly stem: Stem;
  /** The file that node runs. */
  readonly entry: string;
  /** Options of node itself. */
  readonly nodeOptions: readonly string[];
  /** `host:port` it will listen on. */
  readonly address: string;
  readonly logFile: string;
  /** Settings besides those of the caller's own environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Ports of the first service; the others take the ones after it. */
export interface CommonPorts {
  /** Where Prometheus asks; 0 or undefined for nowhere. */
  readonly metrics?: number | undefined;
  /** For health checks in plaintext; 0 takes free ones, undefined for none. */
  readonly health?: number | undefined;
}

const host = '127.0.0.1';
const servicesFolder = path.resolve(import.meta.dirname, '../../../../services');

/**
 * One launch per service: its own port, the addresses of all peers and the shared data directory.
 * @param ports one free loopback port for each stem, in the order of `stems`
 * @param common settings that hold for every service but name a port, which they cannot share
 */
export function planLaunches(home: string, ports: readonly number[], common: CommonPorts = {}): Launch[] {
  const addresses = stems.map((_, index) => `${host}:${ports[index]}`);
  const shared = Object.fromEntries([
    // Six processes load the same modules, in every data directory: all but the first start take them compiled.
    ['NODE_COMPILE_CACHE', path.join(tmpdir(), 'node-compile-cache')],
    ...stems.map((stem, index) => [environmentName(['peers', stem]), addresses[index]!]),
  ]) as Record<string, string>;
  return stems.map((stem, index) => ({
    stem,
    entry: path.join(servicesFolder, stem, 'src', 'main.ts'),
    nodeOptions: serviceNodeOptions,
    address: addresses[index]!,
    logFile: path.join(path.resolve(home), 'logs', `${stem}.log`),
    environment: {
      ...shared,
      [environmentName(['home'], stem)]: path.resolve(home),
      [environmentName(['grpc', 'host'], stem)]: host,
      [environmentName(['grpc', 'port'], stem)]: String(ports[index]),
      ...spread(['telemetry', 'prometheus', 'port'], stem, common.metrics, index),
      ...spread(['grpc', 'healthPort'], stem, common.health, index),
    },
  }));
}

function spread(path: string[], stem: Stem, first: number | undefined, index: number): Record<string, string> {
  return first === undefined || first === 0 ? {} : { [environmentName(path, stem)]: String(first + index) };
}
