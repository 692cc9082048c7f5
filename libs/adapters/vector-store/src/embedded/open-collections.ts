import { lacksRoom, neverFits } from './memory/memory-budget.ts';
import type { OpenCollection, Room } from './open-collection.ts';

/**
 * The collections that are in memory, by their folders. Where memory has no room for another one, or for more of it, or
 * where too many are open, those that nobody uses leave it, the longest unused first; they are read again when they are
 * used again.
 */
export class OpenCollections implements Room {
  readonly #most: number;
  readonly #onEvict: (collection: string) => void;
  /** The latest used last. */
  readonly #open = new Map<string, Promise<OpenCollection>>();
  /** Operations under way. */
  readonly #users = new Map<string, number>();
  readonly #closing = new Map<string, Promise<void>>();
  /** What those wait for who come to a collection that is about to leave the memory. */
  readonly #renewals = new Map<string, Promise<void>>();
  /** What is called when the last operation has ended. */
  readonly #whenUnused = new Map<string, () => void>();

  /** @param most collections that stay open at once; more are while they are all in use or being built */
  constructor(most: number, onEvict: (collection: string) => void) {
    this.#most = most;
    this.#onEvict = onEvict;
  }

  /** Works with a collection, which stays in memory meanwhile. @param read brings it there */
  async use<T>(
    folder: string,
    read: () => Promise<OpenCollection>,
    work: (collection: OpenCollection) => Promise<T>,
  ): Promise<T> {
    while (this.#renewals.has(folder)) await this.#renewals.get(folder);
    this.#users.set(folder, (this.#users.get(folder) ?? 0) + 1);
    try {
      return await work(await this.#opened(folder, read));
    } finally {
      const others = this.#users.get(folder)! - 1;
      if (others > 0) this.#users.set(folder, others);
      else {
        this.#users.delete(folder);
        this.#whenUnused.get(folder)?.();
        // Who has used the collection does not wait for the end of another one.
        this.#closeSurplus().catch(() => undefined);
      }
    }
  }

  async makingRoom<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!lacksRoom(error) || neverFits(error) || !(await this.#evict())) throw error;
      }
    }
  }

  renew(folder: string): Promise<void> {
    const renewal = this.#renewals.get(folder) ?? this.#leave(folder).finally(() => this.#renewals.delete(folder));
    this.#renewals.set(folder, renewal);
    return renewal;
  }

  /** Takes a collection out of memory, whoever uses it. */
  async remove(folder: string): Promise<void> {
    const opening = this.#open.get(folder);
    this.#open.delete(folder);
    await opening?.then((collection) => this.#close(folder, collection)).catch(() => undefined);
    await this.#closing.get(folder);
  }

  async close(): Promise<void> {
    for (const folder of [...this.#open.keys(), ...this.#closing.keys()]) await this.remove(folder);
  }

  async #leave(folder: string): Promise<void> {
    if (this.#users.has(folder)) {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      this.#whenUnused.set(folder, () => {
        resolve(undefined);
      });
      await promise;
      this.#whenUnused.delete(folder);
    }
    await this.remove(folder);
  }

  #opened(folder: string, read: () => Promise<OpenCollection>): Promise<OpenCollection> {
    const opening = this.#open.get(folder) ?? this.#read(folder, read);
    this.#open.delete(folder);
    this.#open.set(folder, opening);
    return opening;
  }

  async #read(folder: string, read: () => Promise<OpenCollection>): Promise<OpenCollection> {
    try {
      await this.#closing.get(folder);
      return await this.makingRoom(read);
    } catch (error) {
      this.#open.delete(folder);
      throw error;
    }
  }

  async #closeSurplus(): Promise<void> {
    const isSurplus = () => this.#open.size > this.#most;
    while (isSurplus() && (await this.#evict(isSurplus)));
  }

  /** @param isWanted whether a collection still has to leave, once it is known which can */
  async #evict(isWanted = () => true): Promise<boolean> {
    for (const [folder, opening] of this.#open) {
      if (this.#users.has(folder)) continue;
      const collection = await opening.catch(() => undefined);
      // Someone may have come, or taken it away, while it was awaited.
      const isIdle = !this.#users.has(folder) && this.#open.get(folder) === opening;
      if (collection === undefined || collection.isBuilding || !isIdle || !isWanted()) continue;
      this.#open.delete(folder);
      await this.#close(folder, collection);
      this.#onEvict(collection.spec.name);
      return true;
    }
    return false;
  }

  async #close(folder: string, collection: OpenCollection): Promise<void> {
    const closing = collection.close().finally(() => this.#closing.delete(folder));
    this.#closing.set(folder, closing);
    await closing;
  }
}
