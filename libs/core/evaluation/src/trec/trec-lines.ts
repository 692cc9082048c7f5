import { invalidArgument } from '@optical/errors';

/** The fields of each line that is not blank, and its number from 1. Refuses a line with another number of fields. */
export function trecLines(text: string, fields: readonly string[]): { line: number; values: string[] }[] {
  return text.split('\n').flatMap((content, index) => {
    // trec_eval separates at white space of ASCII only: ids may contain other kinds.
    const values = content.split(/[ \t\r\v\f]+/).filter((value) => value !== '');
    if (values.length === 0) return [];
    if (values.length !== fields.length) {
      const description = `has ${values.length} fields, not the ${fields.length} of "${fields.join(' ')}"`;
      throw invalidArgument({ field: `line ${index + 1}`, description });
    }
    return [{ line: index + 1, values }];
  });
}

/** Joins fields to a line; refuses a field that is empty or contains white space, which could not be read back. */
export function trecLine(fields: Readonly<Record<string, string | number>>): string {
  for (const [field, value] of Object.entries(fields)) {
    if (!/^[^ \t\r\n\v\f]+$/.test(String(value))) {
      throw invalidArgument({ field, description: `${JSON.stringify(value)} is empty or contains white space` });
    }
  }
  return `${Object.values(fields).join(' ')}\n`;
}
