import type { DatabaseSync } from 'node:sqlite';
import type { Condition } from '../database/filter-to-sql.ts';
import { slotOfRow } from '../memory/indexed-passages.ts';
import type { View } from '../memory/view.ts';

/** Which passages a search may find. */
export interface Eligible {
  /** Passages of the collection that pass the filter. */
  readonly count: number;
  /** [slots] 0 for those that must not be found; undefined when all may be. */
  readonly slots: Uint8Array | undefined;
  /** Passages of the index that may be found, and their tokens. */
  readonly indexed: number;
  readonly indexedTokens: number;
  /** Rows that the index does not cover and that pass the filter; undefined when there is no filter. */
  readonly freshRows: ReadonlySet<number> | undefined;
}

/** @param passages number of passages that this version has */
export function eligiblePassages(
  database: DatabaseSync,
  view: View,
  condition: Condition | undefined,
  version: number,
  passages: number,
): Eligible {
  const { indexed } = view;
  if (condition === undefined) {
    const indexedTokens = (indexed?.tokens ?? 0) - (indexed?.deadTokens[0] ?? 0);
    const slots = indexed !== undefined && indexed.deadTokens[0]! > 0 ? alive(indexed.died, version) : undefined;
    const indexedPassages = slots === undefined ? (indexed?.rows.length ?? 0) : countOf(slots);
    return { count: passages, slots, indexed: indexedPassages, indexedTokens, freshRows: undefined };
  }
  const statement = database.prepare(`SELECT p.row FROM passages p WHERE ${condition.sql}`);
  statement.setReturnArrays(true);
  const rows = statement.all(...condition.values) as unknown as [number][];
  const slots = new Uint8Array(indexed?.rows.length ?? 0);
  const freshRows = new Set<number>();
  let indexedTokens = 0;
  for (const [row] of rows) {
    if (indexed === undefined || row > indexed.coveredRow) {
      freshRows.add(row);
      continue;
    }
    const slot = slotOfRow(indexed, row);
    slots[slot] = 1;
    indexedTokens += indexed.index.tokenStarts[slot + 1]! - indexed.index.tokenStarts[slot]!;
  }
  return { count: rows.length, slots, indexed: rows.length - freshRows.size, indexedTokens, freshRows };
}

function alive(died: Float64Array, version: number): Uint8Array {
  const slots = new Uint8Array(died.length);
  for (let slot = 0; slot < died.length; slot++) slots[slot] = Number(version < died[slot]!);
  return slots;
}

const countOf = (slots: Uint8Array): number => slots.reduce((sum, slot) => sum + slot, 0);
