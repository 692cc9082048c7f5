import { z } from 'zod';

/** What a schema allows, in words short enough for an error line: `one of auto, cpu`, `integer from 1 to 65535`. */
export function describeRange(schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const choices =
    json.enum ??
    json.anyOf?.flatMap((option) => (typeof option === 'object' && 'const' in option ? [option.const] : []));
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
