import { Arena } from '@optical/scoring';
import { FreshPassages } from '../memory/fresh-passages.ts';
import { setDeath, slotOfRow } from '../memory/indexed-passages.ts';
import type { MemoryBudget } from '../memory/memory-budget.ts';
import type { View } from '../memory/view.ts';

/** Bytes of a binary16 number. */
const halfBytes = 2;

/** A passage on its way into memory. */
export interface Arrival {
  readonly row: number;
  readonly tokens: number;
  /** binary16 bits */
  readonly halves: Uint8Array;
}

/** Where a view was, to go back to. */
export interface Mark {
  readonly length: number;
  readonly used: number;
}

/** A view with what its writer needs. */
export class LiveView {
  readonly view: View;
  readonly fresh: FreshPassages;
  readonly #arena: Arena;
  readonly #dims: number;
  readonly #budget: MemoryBudget;
  #freshBytes = 0;
  /** Tokens of passages in `fresh` that are there, and that died. */
  freshTokens = 0;
  deadFreshTokens = 0;

  /** @param dims components of a vector. @param budget that fresh vectors are counted in */
  constructor(view: View, dims: number, budget: MemoryBudget) {
    this.view = view;
    this.#dims = dims;
    this.#budget = budget;
    this.fresh = new FreshPassages(view.fresh);
    this.#arena = new Arena(view.memory, view.scratch.at(-1)!.end);
  }

  /** @throws OpticalError `exhausted` when there is no room: go back to a mark then */
  append({ row, tokens, halves }: Arrival, version: number): void {
    const mark = this.#arena.used;
    const { pointer, values } = this.#arena.bytes(halves.length);
    const bytes = this.#arena.used - mark;
    try {
      this.#budget.requirePossible(this.bytes + bytes, 'a collection with its new passages');
      this.#budget.reserve(bytes, 'new passages');
    } catch (error) {
      this.#arena.takeBack(mark);
      throw error;
    }
    this.#freshBytes += bytes;
    values.set(halves);
    this.fresh.append({ row, born: version, died: Infinity, pointer, tokens });
    this.freshTokens += tokens;
  }

  /** The row is no longer there from this version on; an infinite version takes that back. */
  setDeath(row: number, version: number): void {
    const { indexed } = this.view;
    if (indexed !== undefined && row <= indexed.coveredRow) {
      const slot = slotOfRow(indexed, row);
      if (slot >= 0) setDeath(indexed, slot, version);
      return;
    }
    const place = this.fresh.find(row);
    if (place < 0) return;
    const { tokens, died } = this.fresh.at(place);
    if (died < Infinity !== version < Infinity) {
      const sign = version < Infinity ? 1 : -1;
      this.freshTokens -= sign * tokens;
      this.deadFreshTokens += sign * tokens;
    }
    this.fresh.setDeath(place, version);
  }

  /** Bytes of kernel memory that are counted for it. */
  get bytes(): number {
    return (this.view.indexed?.bytes ?? 0) + this.#freshBytes;
  }

  get mark(): Mark {
    return { length: this.fresh.length, used: this.#arena.used };
  }

  /** Takes back the passages that came after a mark. */
  rollBack({ length, used }: Mark): void {
    for (let place = length; place < this.fresh.length; place++) {
      const { died, tokens } = this.fresh.at(place);
      if (died === Infinity) this.freshTokens -= tokens;
      else this.deadFreshTokens -= tokens;
    }
    this.fresh.truncate(length);
    this.#takeBack(used);
  }

  /** Gives the memory of fresh vectors back to the budget: nobody uses the view any more. */
  release(): void {
    this.#budget.release(this.#freshBytes);
    this.#freshBytes = 0;
  }

  #takeBack(used: number): void {
    const bytes = this.#arena.used - used;
    this.#arena.takeBack(used);
    this.#freshBytes -= bytes;
    this.#budget.release(bytes);
  }

  /** Vectors of the fresh passages that are there, beyond a row. */
  *arrivalsAfter(row: number): Generator<Arrival & { readonly born: number }> {
    const { memory } = this.view;
    for (let place = 0; place < this.fresh.length; place++) {
      const passage = this.fresh.at(place);
      if (passage.row <= row || passage.died < Infinity) continue;
      const length = passage.tokens * this.#dims * halfBytes;
      const halves = new Uint8Array(memory.buffer, passage.pointer, length);
      yield { row: passage.row, tokens: passage.tokens, halves, born: passage.born };
    }
  }
}

/** How far memory has moved away from a collection without dead passages whose index covers all. */
export interface Pressure {
  readonly freshTokens: number;
  readonly deadFreshTokens: number;
  readonly deadIndexedTokens: number;
  readonly indexedTokens: number;
}

export function pressureOf({ freshTokens, deadFreshTokens, view: { indexed } }: LiveView): Pressure {
  return {
    freshTokens,
    deadFreshTokens,
    deadIndexedTokens: indexed?.deadTokens[0] ?? 0,
    indexedTokens: indexed?.tokens ?? 0,
  };
}
