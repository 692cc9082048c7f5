import type { ArtifactVersion } from '@optical/artifacts';
import type { Encoder } from '../open-encoder.ts';

/** A model in memory and who uses it. It is closed when it has been retired and the last user is done. */
export class Resident {
  readonly version: ArtifactVersion;
  readonly encoder: Encoder;
  /** Largest difference from the stored reference vectors; undefined when the model stores none. */
  readonly referenceDifference: number | undefined;
  /** Whether somebody asked for this very version; others live only as long as something refers to them. */
  isExact = false;
  /** Milliseconds of `performance.now()`. */
  lastUsed = performance.now();
  #users = 0;
  #closing: Promise<void> | undefined;
  #isRetired = false;

  constructor(version: ArtifactVersion, encoder: Encoder, referenceDifference: number | undefined) {
    this.version = version;
    this.encoder = encoder;
    this.referenceDifference = referenceDifference;
  }

  get digest(): string {
    return this.version.digest;
  }

  /** Whether it takes no more users. */
  get isRetired(): boolean {
    return this.#isRetired;
  }

  get isIdle(): boolean {
    return this.#users === 0;
  }

  async use<T>(work: (encoder: Encoder) => Promise<T>): Promise<T> {
    this.#users += 1;
    this.lastUsed = performance.now();
    try {
      return await work(this.encoder);
    } finally {
      this.#users -= 1;
      this.lastUsed = performance.now();
      if (this.#isRetired && this.#users === 0) this.#close();
    }
  }

  /** Lets those who use it finish, and then gives its memory back. */
  retire(): void {
    this.#isRetired = true;
    if (this.#users === 0) this.#close();
  }

  /** Retires it and resolves when its memory is free. */
  async close(): Promise<void> {
    this.#isRetired = true;
    this.#close();
    await this.#closing;
  }

  #close(): void {
    this.#closing ??= this.encoder.close();
  }
}
