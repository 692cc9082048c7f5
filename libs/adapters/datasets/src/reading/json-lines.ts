import { exactText, inexactProblem } from './exact-text.ts';
import { readRecords } from './lines.ts';
import { textNormalizer } from './read-options.ts';
import type { ReadOptions } from './read-options.ts';
import type { Reading } from './reading.ts';

/**
 * JSON Lines with the wanted fields under names of the caller's choice: `{ id: '_id', text: 'passage' }` yields
 * `{ id, text }`. A field must be a string or a number that JSON holds exactly (it becomes its decimal form);
 * anything else, or a line that is no JSON object, is malformed. `id` is never normalised.
 */
export function readJsonLines<Name extends string>(
  path: string,
  fields: Readonly<Record<Name, string>>,
  options: ReadOptions = {},
): Reading<Readonly<Record<Name, string>>> {
  const normalize = textNormalizer(options);
  const names = Object.entries<string>(fields);
  return readRecords<Readonly<Record<Name, string>>>(path, options, (text) => {
    const object = parseObject(text);
    if (object === undefined) return 'is not a JSON object';
    const record: Record<string, string> = {};
    for (const [name, key] of names) {
      const value = object[key];
      if (typeof value !== 'string' && typeof value !== 'number') {
        return `has ${value === undefined ? 'no field' : 'neither a string nor a number in'} ${JSON.stringify(key)}`;
      }
      const plain = typeof value === 'string' ? value : exactText(value);
      if (plain === undefined) return inexactProblem(value as number, JSON.stringify(key));
      record[name] = name === 'id' ? plain : normalize(plain);
    }
    return record as Record<Name, string>;
  });
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
