import type { Server, ServerWritableStream, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { HealthImplementation, service } from 'grpc-health-check';
import type { OpenStreams } from './open-streams.ts';

type Watch = ServerWritableStream<unknown, unknown>;

export const healthDefinition = service as unknown as ServiceDefinition;

/**
 * grpc.health.v1 for a process: every service begins NOT_SERVING; the empty name is SERVING when all of them are.
 * Names of other things, such as models, may be reported too and do not count for the whole.
 */
export class Health {
  readonly #implementation = new HealthImplementation();
  readonly #isServing = new Map<string, boolean>();
  readonly #services: readonly string[];
  readonly #streams: OpenStreams;
  #isDraining = false;

  /** A Watch never ends by itself, so it is put among `streams`. */
  constructor(services: readonly string[], streams: OpenStreams) {
    this.#services = services;
    this.#streams = streams;
    for (const name of services) this.setServing(name, false);
  }

  /** Once the process drains, nothing serves again. */
  setServing(name: string, isServing: boolean): void {
    this.#isServing.set(name, isServing && !this.#isDraining);
    this.#report(name, this.#isServing.get(name) === true);
    this.#report(
      '',
      this.#services.every((service) => this.#isServing.get(service) === true),
    );
  }

  /** Reports NOT_SERVING for every name, for good. */
  drain(): void {
    this.#isDraining = true;
    for (const name of this.#isServing.keys()) this.setServing(name, false);
  }

  addTo(server: Pick<Server, 'addService'>): void {
    this.#implementation.addToServer({
      addService: (definition, handlers) => {
        const watch = this.#streams.track(handlers.watch as (watch: Watch) => void);
        server.addService(definition, { ...(handlers as UntypedServiceImplementation), watch });
      },
    });
  }

  #report(name: string, isServing: boolean): void {
    this.#implementation.setStatus(name, isServing ? 'SERVING' : 'NOT_SERVING');
  }
}
