import type { SettingTree } from '@optical/config';
import type { Stem } from '@optical/contracts';
import type { ServiceHandlers, ServiceRefusals } from '@optical/grpc';
import type { Telemetry } from '@optical/telemetry';
import type { PeerClients } from './peer-clients.ts';
import type { DescribeProcess } from './process-info.ts';
import type { ServiceSettings } from './process-settings.ts';

/** What a service is made of. */
export interface ServiceDefinition<S extends Stem, Peer extends Stem, Own extends SettingTree> {
  readonly stem: S;
  /** The services that this one calls. */
  readonly peers: readonly Peer[];
  /** The settings that only this service has. */
  readonly settings: Own;
  /** Puts the service together, without waiting for anything. */
  create(context: ServiceContext<Peer, Own>): ServiceParts<S>;
}

/** What a service is given. */
export interface ServiceContext<Peer extends Stem, Own extends SettingTree> {
  readonly settings: ServiceSettings<Own>;
  readonly telemetry: Telemetry;
  /** Absolute path of the folder that belongs to this service alone; made when it is first needed. */
  readonly folder: string;
  /** Absolute path of the artifact store that all services of a system share; made when it is first needed. */
  readonly artifactsFolder: string;
  readonly peers: PeerClients<Peer>;
  /** The part of `DescribeService` that is the same for every service. */
  readonly describeProcess: DescribeProcess;
}

/** What a service gives back. */
export interface ServiceParts<S extends Stem> {
  /** RPCs without a handler answer UNIMPLEMENTED. */
  readonly handlers: Partial<ServiceHandlers<S>>;
  /** What refuses calls as they arrive, before their messages are read; for services that bound their own work. */
  readonly refuse?: ServiceRefusals<S>;
  /**
   * What takes time, such as loading a model; the service's health is NOT_SERVING until it resolves.
   * @param signal aborted when the process is asked to end; then it may reject or resolve, and should do so soon
   */
  start?(signal: AbortSignal): Promise<void>;
  /**
   * Resolves with the reason when the service cannot go on. It then ends as by SIGTERM, with exit code 1: whatever watches
   * over the process starts a new one.
   */
  readonly failed?: Promise<Error>;
  /** Frees what the service holds; called once, after the last call has ended and `start` has settled. */
  close?(): Promise<void>;
}
