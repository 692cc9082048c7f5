import type { DatabaseSync } from 'node:sqlite';
import type { Metadata } from '../../port/metadata.ts';
import type { PassageContent, Spans } from '../../port/passage.ts';

/** A passage's content as the tables hold it. */
export interface ContentRow extends PassageContent {
  readonly row: number;
  readonly spans: Spans | undefined;
}

interface JoinedRow {
  readonly row: number;
  readonly id: string;
  readonly document: string;
  readonly language: string;
  readonly text: string;
  readonly metadata: string;
  readonly spans: string | null;
}

const columns = 'p.row, p.id, p.document, p.language, c.text, c.metadata, c.spans';

/** Reads passages by row or id. */
export function passageReader(database: DatabaseSync) {
  const byRow = database.prepare(`SELECT ${columns} FROM passages p JOIN contents c USING (row) WHERE p.row = ?`);
  const byId = database.prepare(`SELECT ${columns} FROM passages p JOIN contents c USING (row) WHERE p.id = ?`);
  const names = database.prepare('SELECT id, document, language FROM passages WHERE row = ?');
  const halves = database.prepare('SELECT halves FROM vectors WHERE row = ?');
  return {
    ofRow: (row: number): ContentRow | undefined => toContent(byRow.get(row) as JoinedRow | undefined),
    ofId: (id: string): ContentRow | undefined => toContent(byId.get(id) as JoinedRow | undefined),
    namesOf: (row: number) =>
      names.get(row) as { readonly id: string; readonly document: string; readonly language: string } | undefined,
    halvesOf: (row: number): Uint8Array => (halves.get(row) as unknown as { readonly halves: Uint8Array }).halves,
  };
}

export type PassageReader = ReturnType<typeof passageReader>;

function toContent(found: JoinedRow | undefined): ContentRow | undefined {
  if (found === undefined) return undefined;
  return {
    row: found.row,
    id: found.id,
    documentId: found.document,
    language: found.language,
    text: found.text,
    metadata: JSON.parse(found.metadata) as Metadata,
    spans: found.spans === null ? undefined : (JSON.parse(found.spans) as Spans),
  };
}
