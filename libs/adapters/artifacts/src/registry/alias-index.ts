import { failedPrecondition, OpticalError } from '@optical/errors';
import { z } from 'zod';
import type { ObjectStore } from '../store/object-store.ts';
import type { ArtifactAlias } from './artifact.ts';
import { EntryLog } from './entry-log.ts';
import type { LogEntry } from './entry-log.ts';
import { aliasesFolder, aliasesOf, aliasLog } from './keys.ts';
import { nameOfPath } from '../naming/names.ts';

const moveSchema = z.object({
  /** Where the alias points from now on; null when it was removed. */
  digest: z.string().nullable(),
  time: z.iso.datetime(),
  /** Number of the entry that a roll-back returns to. */
  parent: z.int().positive().nullable(),
});

type Move = z.infer<typeof moveSchema>;

/** A move of an alias, as its history shows it. */
export interface AliasMove {
  /** Unset when the alias was removed. */
  readonly digest?: string;
  readonly time: Date;
}

/** Where aliases point and pointed. */
export class AliasIndex {
  readonly #log: EntryLog<Move>;

  constructor(store: ObjectStore) {
    this.#log = new EntryLog(store, moveSchema);
  }

  async get(name: string, alias: string): Promise<ArtifactAlias | undefined> {
    return stateOf(alias, await this.#log.read(aliasLog(name, alias)));
  }

  /** Aliases of a name, in alphabetical order. */
  async of(name: string): Promise<ArtifactAlias[]> {
    const logs = await this.#log.readAll(aliasesOf(name));
    return [...logs].flatMap(([folder, moves]) => stateOf(folder.slice(folder.lastIndexOf('/') + 1), moves) ?? []);
  }

  /** Every digest that an alias points to or may be rolled back to, by name. */
  async reachable(folder = aliasesFolder): Promise<Map<string, Set<string>>> {
    const found = new Map<string, Set<string>>();
    for (const [log, moves] of await this.#log.readAll(folder)) {
      const name = nameOfPath(log.slice(aliasesFolder.length + 1, log.lastIndexOf('/')));
      const digests = found.get(name) ?? new Set();
      for (let move = moves.at(-1); move !== undefined; move = parentOf(move, moves)) {
        if (move.value.digest !== null) digests.add(move.value.digest);
      }
      found.set(name, digests);
    }
    return found;
  }

  async reachableOf(name: string): Promise<ReadonlySet<string>> {
    return (await this.reachable(aliasesOf(name))).get(name) ?? new Set();
  }

  /** Every move, oldest first. */
  async history(name: string, alias: string): Promise<AliasMove[]> {
    const moves = await this.#log.read(aliasLog(name, alias));
    return moves.map(({ value: { digest, time } }) => ({ time: new Date(time), ...(digest !== null && { digest }) }));
  }

  /**
   * Points the alias to `digest`, or removes it for null. `expected` is the digest it must point to before, null when
   * there must be no alias; undefined moves always. An alias that points to `digest` already is left alone, so that the
   * call may be repeated. @throws OpticalError `aborted` when it points elsewhere.
   */
  async move(name: string, alias: string, digest: string | null, expected?: string | null): Promise<void> {
    for (;;) {
      const moves = await this.#log.read(aliasLog(name, alias));
      const last = moves.at(-1);
      const current = last?.value.digest ?? null;
      if (current === digest) return;
      requireCurrent(name, alias, current, expected);
      const parent = last === undefined || current === null ? null : last.sequence;
      if (await this.#append(name, alias, last, { digest, parent: digest === null ? null : parent })) return;
    }
  }

  /**
   * Points the alias back to where it was before its last move that was not rolled back itself.
   * @throws OpticalError `aborted` when it points elsewhere than expected, `failed-precondition` when there is nothing
   *   to return to.
   */
  async rollback(name: string, alias: string, expected?: string): Promise<void> {
    for (;;) {
      const moves = await this.#log.read(aliasLog(name, alias));
      const last = moves.at(-1);
      requireCurrent(name, alias, last?.value.digest ?? null, expected);
      const parent = last && parentOf(last, moves);
      if (parent === undefined) throw failedPrecondition(`${name}@${alias} has no earlier version to return to`);
      const { digest } = parent.value;
      if (await this.#append(name, alias, last, { digest, parent: parent.value.parent })) return;
    }
  }

  #append(name: string, alias: string, last: LogEntry<Move> | undefined, move: Omit<Move, 'time'>): Promise<boolean> {
    const time = new Date().toISOString();
    return this.#log.append(aliasLog(name, alias), last?.sequence ?? 0, { ...move, time });
  }
}

function stateOf(alias: string, moves: readonly LogEntry<Move>[]): ArtifactAlias | undefined {
  const last = moves.at(-1);
  if (last === undefined || last.value.digest === null) return undefined;
  const previous = parentOf(last, moves)?.value.digest;
  return {
    alias,
    digest: last.value.digest,
    updateTime: new Date(last.value.time),
    ...(typeof previous === 'string' && { previousDigest: previous }),
  };
}

function parentOf(move: LogEntry<Move>, moves: readonly LogEntry<Move>[]): LogEntry<Move> | undefined {
  return moves.find(({ sequence }) => sequence === move.value.parent);
}

function requireCurrent(name: string, alias: string, current: string | null, expected?: string | null): void {
  if (expected === undefined || expected === current) return;
  const points = current === null ? 'does not exist' : `points to ${current}`;
  throw new OpticalError('aborted', `${name}@${alias} ${points}, expected ${expected ?? 'no such alias'}`);
}
