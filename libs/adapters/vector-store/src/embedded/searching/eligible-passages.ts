import type { DatabaseSync } from 'node:sqlite';
import type { Condition } from '../database/filter-to-sql.ts';
import { slotOfRow } from '../memory/indexed-passages.ts';
import type { IndexedPassages } from '../memory/indexed-passages.ts';
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
  if (condition === undefined) return { count: passages, ...alive(indexed, version), freshRows: undefined };
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

/** What of the index a version has. Deaths of a write that is not committed yet, of a later version, do not count. */
function alive(
  indexed: IndexedPassages | undefined,
  version: number,
): Pick<Eligible, 'slots' | 'indexed' | 'indexedTokens'> {
  if (indexed === undefined) return { slots: undefined, indexed: 0, indexedTokens: 0 };
  const { died, deadTokens, index, rows, tokens } = indexed;
  if (deadTokens[0] === 0) return { slots: undefined, indexed: rows.length, indexedTokens: tokens };
  const slots = new Uint8Array(died.length);
  let count = 0;
  let indexedTokens = 0;
  for (let slot = 0; slot < died.length; slot++) {
    if (version >= died[slot]!) continue;
    slots[slot] = 1;
    count++;
    indexedTokens += index.tokenStarts[slot + 1]! - index.tokenStarts[slot]!;
  }
  return { slots, indexed: count, indexedTokens };
}
