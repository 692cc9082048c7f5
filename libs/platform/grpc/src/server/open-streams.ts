import type { EventEmitter } from 'node:events';

interface Endable extends Pick<EventEmitter, 'on'> {
  end(): unknown;
}

/** Streams that end only when their caller leaves, so that a server that wants to close has to end them. */
export class OpenStreams {
  readonly #open = new Set<Endable>();

  /** A handler that does the same and whose streams `endAll` knows. */
  track<Call extends Endable>(handler: (call: Call) => void): (call: Call) => void {
    return (call) => {
      this.#open.add(call);
      call.on('cancelled', () => this.#open.delete(call));
      handler(call);
    };
  }

  endAll(): void {
    for (const call of this.#open) call.end();
  }
}
