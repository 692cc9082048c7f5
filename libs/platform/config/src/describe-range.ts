import { z } from 'zod';

/** What a schema allows, in words short enough for an error line: `one of auto, cpu`, `integer from 1 to 65535`. */
export function describeRange(schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const choices = json.enum ?? json.anyOf?.map(describeOption);
  if (choices !== undefined && choices.length > 0) return `one of ${choices.join(', ')}`;
  const type = typeof json.type === 'string' ? json.type : '';
  const low = json.minimum ?? (json.exclusiveMinimum === undefined ? undefined : `above ${json.exclusiveMinimum}`);
  const high = json.maximum === Number.MAX_SAFE_INTEGER ? undefined : json.maximum;
  return [
    type,
    low === undefined || low === Number.MIN_SAFE_INTEGER ? '' : `from ${low}`,
    high === undefined ? '' : `to ${high}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function describeOption(option: unknown): string {
  const {
    const: constant,
    format,
    type,
  } = option as { const?: string | number | boolean | null; format?: string; type?: string };
  if (constant === '') return 'nothing';
  return String(constant ?? format ?? type ?? 'other');
}
