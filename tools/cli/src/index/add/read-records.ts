import { readLines } from '@optical/datasets';
import type { Problem, RecordFile, RecordFormat, RecordSource } from './find-records.ts';
import { readText } from './read-text.ts';
import { mostTextBytes, toRecord } from './record.ts';
import type { RecordRules, TextRecord } from './record.ts';

/** A record, or the place of one that cannot be used and why. */
export type ReadRecord = { readonly record: TextRecord } | Problem;

/** Longest line in bytes: a text of a mebibyte with its escapes and metadata. */
const maxLineBytes = 8 * 2 ** 20;

/** The records of all files, in order, after what cannot be read. */
export async function* readRecords(
  { files, format, unreadable }: RecordSource,
  rules: RecordRules,
): AsyncGenerator<ReadRecord, void, undefined> {
  yield* unreadable;
  const seen = new Set<string>();
  /** Ids of which another one has the form of a piece. */
  const wholes = new Set<string>();
  for (const file of files) {
    for await (const read of readFileRecords(file, format, rules)) {
      if ('record' in read && seen.has(read.record.id)) {
        yield { at: file.path, problem: `has the id ${JSON.stringify(read.record.id)} a second time` };
        continue;
      }
      if ('record' in read) {
        const { id } = read.record;
        const whole = wholeOf(id);
        if (wholes.has(id) || (whole !== undefined && seen.has(whole))) {
          const problem = `has the id ${JSON.stringify(id)}, and another the one that a piece of it has`;
          yield {
            at: file.path,
            problem: wholes.has(id) ? problem : `has the id of a piece of ${JSON.stringify(whole)}`,
          };
          continue;
        }
        seen.add(id);
        if (whole !== undefined) wholes.add(whole);
      }
      yield read;
    }
  }
}

/** The record that an id would be a piece of. */
const wholeOf = (id: string): string | undefined => /^(.+)#\d+$/s.exec(id)?.[1];

async function* readFileRecords(
  { path: file, name }: RecordFile,
  format: RecordFormat,
  rules: RecordRules,
): AsyncGenerator<ReadRecord, void, undefined> {
  if (format === 'text') {
    const read = await readText(file, mostTextBytes);
    yield place('problem' in read ? read.problem : toRecord({ id: name, text: read.text }, rules), file);
    return;
  }
  const parse = format === 'jsonl' ? parseJson : tableParser();
  for await (const line of readLines(file, { maxLineBytes })) {
    const at = `${file}:${line.number}`;
    if ('problem' in line) yield { at, problem: line.problem };
    else if (line.text.trim() !== '') {
      const values = parse(line.text);
      if (values === undefined) continue;
      yield place(typeof values === 'string' ? values : toRecord(values, rules), at);
    }
  }
}

const place = (record: TextRecord | string, at: string): ReadRecord =>
  typeof record === 'string' ? { at, problem: record } : { record };

function parseJson(line: string): Record<string, unknown> | string {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  return 'is not a JSON object';
}

const ownColumns = ['id', 'text', 'document_id', 'language'];

/**
 * Columns are those that the first line names when `id` and `text` are among them, others being metadata; else id, text,
 * document_id and language. @returns undefined for the line of names
 */
function tableParser(): (line: string) => Record<string, unknown> | string | undefined {
  let columns: readonly string[] | undefined;
  return (line) => {
    const cells = line.split('\t');
    if (columns === undefined) {
      const isHeader = cells.includes('id') && cells.includes('text');
      columns = isHeader ? cells : ownColumns;
      if (isHeader) return undefined;
    }
    if (cells.length > columns.length) return `has ${cells.length} columns, ${columns.length} are known`;
    const entries = cells.map((cell, index) => [columns![index]!, cell] as const).filter(([, cell]) => cell !== '');
    const own = entries.filter(([name]) => ownColumns.includes(name));
    const metadata = entries.filter(([name]) => !ownColumns.includes(name));
    return { ...Object.fromEntries(own), metadata: Object.fromEntries(metadata) };
  };
}
