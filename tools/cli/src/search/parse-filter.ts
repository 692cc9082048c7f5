import { filters } from '@optical/client';
import type { Filter } from '@optical/client';
import { invalidArgument } from '@optical/errors';
import type { ServiceClient } from '@optical/grpc';
import { typedValue } from '../index/add/record.ts';
import type { FieldTypes } from '../index/add/record.ts';

const comparisons = {
  '!=': filters.notEqual,
  '<=': filters.lessOrEqual,
  '>=': filters.greaterOrEqual,
  '=': filters.equal,
  '<': filters.less,
  '>': filters.greater,
} as const;

/** `lang=en,de`, `doc=ID`, `field`, `field=value`, `field=a|b`, and !=, <, <=, >, >=, by the types of the collection. */
export const filterHelp = 'lang=en,de · doc=ID · field (has a value) · field=a|b · field!=a · field<=2000 and the like';

/**
 * The conditions, typed by the fields of the collection; undefined without any.
 * @param collectionOf name or alias of the collection, asked when there is a condition
 */
export async function readFilter(
  indexer: Pick<ServiceClient<'indexer'>, 'describeCollection'>,
  collectionOf: () => string | Promise<string>,
  conditions: readonly string[],
): Promise<Filter | undefined> {
  if (conditions.length === 0) return undefined;
  const { spec } = (await indexer.describeCollection({ collection: await collectionOf() })).collection!;
  const fields = new Map(spec!.fields.map((field) => [field.name, field.type]));
  return filters.allOf(...conditions.map((condition) => parseFilter(condition, fields)));
}

/** @throws OpticalError invalid-argument for what is no condition, or does not fit the field */
export function parseFilter(text: string, fields: FieldTypes): Filter {
  const [, name = '', operator, value = ''] = /^([A-Za-z]\w*)(?:(!=|<=|>=|=|<|>)(.*))?$/s.exec(text) ?? [];
  if (name === '') throw refusal(text, `is none of: ${filterHelp}`);
  if (operator === '=' && name === 'lang') return filters.languages(...value.split(','));
  if (operator === '=' && name === 'doc') return filters.documents(...value.split(','));
  const type = fields.get(name);
  if (type === undefined) {
    const known = [...fields.keys()].join(', ') || 'none';
    throw refusal(text, `names the field ${name}; fields of the collection: ${known}`);
  }
  if (operator === undefined) return filters.present(name);
  // A set of strings is compared with one of them.
  const valueType = type === 'METADATA_TYPE_STRINGS' ? 'METADATA_TYPE_STRING' : type;
  const values = (operator === '=' ? value.split('|') : [value]).map((part) => {
    const typed = typedValue(part, valueType);
    if (typed === undefined) throw refusal(text, `compares with ${JSON.stringify(part)}, which does not fit the field`);
    return typed;
  });
  if (values.length > 1) return filters.oneOf(name, values);
  return comparisons[operator as keyof typeof comparisons](name, values[0]!);
}

const refusal = (text: string, description: string) =>
  invalidArgument({ field: '--filter', description: `${JSON.stringify(text)} ${description}` });
