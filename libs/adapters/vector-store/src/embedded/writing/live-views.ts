import { Arena } from '@optical/scoring';
import { FreshPassages } from '../memory/fresh-passages.ts';
import { setDeath, slotOfRow } from '../memory/indexed-passages.ts';
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

/** A view with what its writer needs. */
export class LiveView {
  readonly view: View;
  readonly fresh: FreshPassages;
  readonly #arena: Arena;
  readonly #dims: number;
  /** Tokens of passages in `fresh` that are there, and that died. */
  freshTokens = 0;
  deadFreshTokens = 0;

  /** @param dims components of a vector */
  constructor(view: View, dims: number) {
    this.view = view;
    this.#dims = dims;
    this.fresh = new FreshPassages(view.fresh);
    this.#arena = new Arena(view.memory, view.scratch.at(-1)!.end);
  }

  /** Kernel memory of fresh vectors in bytes. */
  get freshBytes(): number {
    return this.#arena.used - this.view.scratch.at(-1)!.end;
  }

  append({ row, tokens, halves }: Arrival, version: number): void {
    const { pointer, values } = this.#arena.bytes(halves.length);
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

  /** Takes back the passages from a place on; their memory stays taken until the view is replaced. */
  truncate(length: number): void {
    for (let place = length; place < this.fresh.length; place++) {
      const { died, tokens } = this.fresh.at(place);
      if (died === Infinity) this.freshTokens -= tokens;
      else this.deadFreshTokens -= tokens;
    }
    this.fresh.truncate(length);
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
