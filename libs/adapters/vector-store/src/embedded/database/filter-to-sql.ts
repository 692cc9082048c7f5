import { invalidArgument } from '@optical/errors';
import type { ComparisonOperator, Filter } from '../../port/filter.ts';
import { typeOfValue } from '../../port/metadata.ts';
import type { MetadataField, MetadataValue } from '../../port/metadata.ts';
import { storedValues } from './stored-value.ts';

/** A condition on the table passages, named `p`, and the values of its question marks. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

const limits = { conditions: 100, levels: 8, values: 1000 };

const operators: Readonly<Record<ComparisonOperator, string>> = {
  equal: '=',
  'not-equal': '<>',
  less: '<',
  'less-or-equal': '<=',
  greater: '>',
  'greater-or-equal': '>=',
};

const ordered: ReadonlySet<string> = new Set(['number', 'time']);

/**
 * @throws OpticalError `invalid-argument` for an unknown or unfilterable field, a value of another type, or a tree of
 *   more than 100 conditions or 8 levels
 */
export function filterToSql(filter: Filter, fields: readonly MetadataField[]): Condition {
  let conditions = 0;

  function translate(part: Filter, level: number, at: string): Condition {
    conditions++;
    if (conditions > limits.conditions) throw refuse(at, `more than ${limits.conditions} conditions`);
    if (level > limits.levels) throw refuse(at, `more than ${limits.levels} levels`);
    if ('allOf' in part) return join(part.allOf, 'AND', '1', level, `${at}.all_of`);
    if ('anyOf' in part) return join(part.anyOf, 'OR', '0', level, `${at}.any_of`);
    if ('not' in part) {
      const { sql, values } = translate(part.not, level + 1, `${at}.negation`);
      return { sql: `NOT ${sql}`, values };
    }
    if ('operator' in part) return comparison(part, `${at}.comparison`);
    if ('values' in part) return membership(part, `${at}.membership`);
    if ('presentField' in part) {
      const [number] = fieldOf(part.presentField, `${at}.present_field`);
      return { sql: 'p.row IN (SELECT row FROM field_values WHERE field = ?)', values: [number] };
    }
    if ('languages' in part) return languages(part.languages, `${at}.languages`);
    requireCount(part.documentIds.length, `${at}.document_ids`, 0);
    return {
      sql: 'p.document IN (SELECT value FROM json_each(?))',
      values: [JSON.stringify(part.documentIds)],
    };
  }

  function join(parts: readonly Filter[], word: string, empty: string, level: number, at: string): Condition {
    if (parts.length === 0) return { sql: empty, values: [] };
    const translated = parts.map((part, index) => translate(part, level + 1, `${at}[${index}]`));
    return {
      sql: `(${translated.map(({ sql }) => sql).join(` ${word} `)})`,
      values: translated.flatMap(({ values }) => values),
    };
  }

  function comparison(
    { field, operator, value }: { field: string; operator: ComparisonOperator; value: MetadataValue },
    at: string,
  ): Condition {
    const [number, { type }] = fieldOf(field, `${at}.field`);
    const stored = storedOperand(value, type, `${at}.value`);
    if (!ordered.has(type) && operator !== 'equal' && operator !== 'not-equal') {
      throw refuse(`${at}.operator`, `${operator} needs a number or a time; ${field} is a ${type}`);
    }
    return {
      sql: `p.row IN (SELECT row FROM field_values WHERE field = ? AND value ${operators[operator]} ?)`,
      values: [number, stored],
    };
  }

  function membership({ field, values }: { field: string; values: readonly MetadataValue[] }, at: string): Condition {
    const [number, { type }] = fieldOf(field, `${at}.field`);
    requireCount(values.length, `${at}.values`, 1);
    const stored = values.map((value, index) => storedOperand(value, type, `${at}.values[${index}]`));
    // JSON has the shortest digits that tell doubles apart: read as a whole number they are another one beyond 2^53.
    const operand = type === 'number' ? 'CAST(value AS REAL)' : 'value';
    return {
      sql: `p.row IN (SELECT row FROM field_values WHERE field = ? AND value IN (SELECT ${operand} FROM json_each(?)))`,
      values: [number, JSON.stringify(stored)],
    };
  }

  function fieldOf(name: string, at: string): readonly [number, MetadataField] {
    const number = fields.findIndex((candidate) => candidate.name === name);
    const field = fields[number];
    if (field === undefined) {
      const known = fields.map((candidate) => candidate.name).join(', ') || 'none';
      throw refuse(at, `the collection has no field ${JSON.stringify(name)}; its fields: ${known}`);
    }
    if (!field.filterable) throw refuse(at, `the field ${JSON.stringify(name)} is not declared as filterable`);
    return [number, field];
  }

  return translate(filter, 1, 'filter');
}

/** A set is compared with one string: it holds the string or not. */
function storedOperand(value: MetadataValue, type: MetadataField['type'], at: string): string | number {
  const wanted = type === 'strings' ? 'string' : type;
  if (typeOfValue(value) !== wanted)
    throw refuse(at, `a ${wanted} is compared with this field, not a ${typeOfValue(value)}`);
  if (typeof value === 'number' && !Number.isFinite(value)) throw refuse(at, `${value} is not finite`);
  return storedValues(value)[0]!;
}

function languages(tags: readonly string[], at: string): Condition {
  requireCount(tags.length, at, 0);
  const canonical = tags.map((tag, index) => {
    try {
      return Intl.getCanonicalLocales(tag)[0]!;
    } catch {
      throw refuse(`${at}.values[${index}]`, `${JSON.stringify(tag)} is no BCP 47 language tag`);
    }
  });
  if (canonical.length === 0) return { sql: '0', values: [] };
  // A dot follows the hyphen in ASCII: the range holds what begins with the tag and a hyphen.
  return {
    sql: `EXISTS (SELECT 1 FROM json_each(?) t
      WHERE p.language = t.value OR (p.language > t.value || '-' AND p.language < t.value || '.'))`,
    values: [JSON.stringify(canonical)],
  };
}

function requireCount(count: number, at: string, least: number): void {
  if (count < least || count > limits.values)
    throw refuse(at, `${count} values, from ${least} to ${limits.values} are allowed`);
}

const refuse = (field: string, description: string) => invalidArgument({ field, description });
