import { OpticalError } from '@optical/errors';
import type { z } from 'zod';
import type { ObjectStore, StoredObject } from '../store/object-store.ts';

export interface LogEntry<T> {
  readonly key: string;
  /** Place in the log, from 1; gaps where entries were removed. */
  readonly sequence: number;
  readonly value: T;
}

const digits = 10;

/** Immutable entries that were read once need not be read again; the bound keeps long-lived processes small. */
const mostCached = 20_000;

/**
 * Logs that many processes append to: an entry is added under the next number only if nobody else took that number, so
 * whoever decided on the state that it read either wins or learns that the state is not current any more.
 */
export class EntryLog<T> {
  readonly #store: ObjectStore;
  readonly #schema: z.ZodType<T>;
  readonly #cache = new Map<string, { readonly modified: number; readonly value: T }>();

  constructor(store: ObjectStore, schema: z.ZodType<T>) {
    this.#store = store;
    this.#schema = schema;
  }

  /** All entries in order. */
  async read(folder: string): Promise<LogEntry<T>[]> {
    const entries = await this.readAll(folder);
    return entries.get(folder) ?? [];
  }

  /** The last entry; undefined for an empty log. */
  async last(folder: string): Promise<LogEntry<T> | undefined> {
    const objects = (await this.#store.list(folder)).sort(byKey);
    for (const object of objects.reverse()) {
      const entry = await this.#entry(object);
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  /** The logs of all folders below this one, each in order, by folder. */
  async readAll(folder: string): Promise<Map<string, LogEntry<T>[]>> {
    const logs = new Map<string, LogEntry<T>[]>();
    for (const object of (await this.#store.list(folder)).sort(byKey)) {
      const entry = await this.#entry(object);
      if (entry === undefined) continue;
      const log = object.key.slice(0, object.key.lastIndexOf('/'));
      const entries = logs.get(log);
      if (entries === undefined) logs.set(log, [entry]);
      else entries.push(entry);
    }
    return logs;
  }

  /** Appends after `previous` (0 for an empty log). False when somebody else did. */
  async append(folder: string, previous: number, value: T): Promise<boolean> {
    const key = `${folder}/${String(previous + 1).padStart(digits, '0')}.json`;
    return this.#store.add(key, Buffer.from(JSON.stringify(value)));
  }

  async remove(key: string): Promise<boolean> {
    this.#cache.delete(key);
    return this.#store.delete(key);
  }

  async #entry({ key, modifiedTime }: StoredObject): Promise<LogEntry<T> | undefined> {
    const sequence = Number(/\/(\d+)\.json$/.exec(key)?.[1] ?? NaN);
    if (!Number.isSafeInteger(sequence)) return undefined;
    const modified = modifiedTime.getTime();
    const cached = this.#cache.get(key);
    if (cached?.modified === modified) return { key, sequence, value: cached.value };
    const bytes = await this.#store.read(key);
    if (bytes === undefined) return undefined;
    const parsed = this.#schema.safeParse(parse(Buffer.from(bytes).toString('utf8')));
    if (!parsed.success) throw new OpticalError('data-loss', `artifact store: ${key} is damaged`);
    if (this.#cache.size >= mostCached) this.#cache.clear();
    this.#cache.set(key, { modified, value: parsed.data });
    return { key, sequence, value: parsed.data };
  }
}

const byKey = (a: StoredObject, b: StoredObject): number => (a.key < b.key ? -1 : 1);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
