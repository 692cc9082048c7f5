import type { MetadataField, MetadataType } from '@optical/contracts/common';
import { invalidArgument } from '@optical/errors';

/** Types of metadata fields, as the command calls them. */
export const fieldTypes: Readonly<Record<string, MetadataType>> = {
  string: 'METADATA_TYPE_STRING',
  number: 'METADATA_TYPE_NUMBER',
  bool: 'METADATA_TYPE_BOOL',
  time: 'METADATA_TYPE_TIME',
  strings: 'METADATA_TYPE_STRINGS',
};

export const fieldTypeName = (type: MetadataType | undefined): string =>
  Object.keys(fieldTypes).find((name) => fieldTypes[name] === type) ?? 'unknown';

/** `year:number` or, for a field that filters do not use, `note:string:stored`. @throws OpticalError invalid-argument */
export function parseField(text: string): MetadataField {
  const [name = '', type = '', use = 'filterable', ...rest] = text.split(':');
  const known = Object.hasOwn(fieldTypes, type) ? fieldTypes[type] : undefined;
  if (known === undefined || rest.length > 0 || !['filterable', 'stored'].includes(use))
    throw invalidArgument({
      field: '--field',
      description:
        `${JSON.stringify(text)} is not name:type or name:type:stored; ` +
        `types are ${Object.keys(fieldTypes).join(', ')}`,
    });
  return { name, type: known, filterable: use === 'filterable' };
}
