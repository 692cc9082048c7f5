import type { Stem } from '@optical/contracts';
import type { Launch } from './launch-plan.ts';
import { ServiceProcess } from './service-process.ts';
import type { ProcessEvent } from './service-process.ts';

export type SupervisorEvent = ProcessEvent & { readonly stem: Stem };

/** Time a process gets to drain after SIGTERM before it is killed, milliseconds. */
const graceMs = 30_000;

/** Starts all services, keeps them alive, stops them together. */
export class Supervisor {
  readonly #processes: readonly ServiceProcess[];
  readonly #givenUp = new Set<Stem>();

  constructor(
    launches: readonly Launch[],
    environment: Readonly<Record<string, string | undefined>>,
    onEvent: (event: SupervisorEvent) => void,
  ) {
    this.#processes = launches.map(
      (launch) =>
        new ServiceProcess(launch, environment, (event) => {
          if (event.type === 'died' && event.restartInMs === undefined) this.#givenUp.add(launch.stem);
          onEvent({ ...event, stem: launch.stem });
        }),
    );
  }

  /** Services that failed too often in a row and will not be started again. */
  get givenUp(): ReadonlySet<Stem> {
    return this.#givenUp;
  }

  /** Starts every process. Resolves when none is left, stopped or given up. */
  async keepAlive(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.keepAlive()));
  }

  /** Drains and stops every process; the callees of a service may stop while it drains, so all stop at once. */
  async stop(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.stop(graceMs)));
  }
}
