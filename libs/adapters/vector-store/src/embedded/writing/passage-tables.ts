import type { DatabaseSync } from 'node:sqlite';
import type { MetadataField } from '../../port/metadata.ts';
import type { NewPassage } from '../../port/passage.ts';
import { storedValues } from '../database/stored-value.ts';

/** What a passage adds to the counts. */
export interface CountedPassage {
  readonly row: number;
  readonly tokens: number;
  readonly textBytes: number;
}

/** Adds and removes passages in all tables; the caller's transaction holds them together. */
export class PassageTables {
  readonly #statements;
  readonly #fields: readonly MetadataField[];

  constructor(database: DatabaseSync, fields: readonly MetadataField[]) {
    this.#fields = fields;
    this.#statements = {
      find: database.prepare('SELECT row, tokens, text_bytes AS textBytes FROM passages WHERE id = ?'),
      passage: database.prepare(
        'INSERT INTO passages (id, document, language, tokens, text_bytes) VALUES (?, ?, ?, ?, ?)',
      ),
      content: database.prepare('INSERT INTO contents VALUES (?, ?, ?, ?)'),
      vectors: database.prepare('INSERT INTO vectors VALUES (?, ?)'),
      value: database.prepare('INSERT INTO field_values VALUES (?, ?, ?)'),
      removals: ['passages', 'contents', 'vectors', 'field_values'].map((table) =>
        database.prepare(`DELETE FROM ${table} WHERE row = ?`),
      ),
    };
  }

  find(id: string): CountedPassage | undefined {
    return this.#statements.find.get(id) as unknown as CountedPassage | undefined;
  }

  /** @returns the new passage's row and what it adds to the counts */
  insert(passage: NewPassage, halves: Uint16Array): CountedPassage {
    const { id, documentId, text, metadata, spans } = passage;
    const { passage: insert, content, vectors, value } = this.#statements;
    const language = Intl.getCanonicalLocales(passage.language)[0]!;
    const metadataJson = JSON.stringify(metadata);
    const tokens = passage.vectors.rows;
    const textBytes = Buffer.byteLength(text) + Buffer.byteLength(metadataJson);
    const row = Number(insert.run(id, documentId, language, tokens, textBytes).lastInsertRowid);
    content.run(row, text, metadataJson, spans === undefined ? null : JSON.stringify(spans));
    vectors.run(row, new Uint8Array(halves.buffer, halves.byteOffset, halves.byteLength));
    for (const [number, field] of this.#fields.entries()) {
      if (!field.filterable || !Object.hasOwn(metadata, field.name)) continue;
      for (const stored of storedValues(metadata[field.name]!)) value.run(number, stored, row);
    }
    return { row, tokens, textBytes };
  }

  remove(row: number): void {
    for (const statement of this.#statements.removals) statement.run(row);
  }
}
