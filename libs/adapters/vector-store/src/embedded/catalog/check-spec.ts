import { invalidArgument } from '@optical/errors';
import type { FieldViolation } from '@optical/errors';
import type { CollectionSpec } from '../../port/collection.ts';

const limits = { dims: 4096, fields: 64, description: 1000, centroids: [16, 65_536], seed: 2 ** 32 - 1 } as const;

/** @throws OpticalError `invalid-argument` naming every field at fault */
export function checkSpec({ name, space, encoder, codec, fields, description }: CollectionSpec): void {
  const violations: FieldViolation[] = [];
  const expect = (condition: boolean, field: string, text: string): void => {
    if (!condition) violations.push({ field: `spec.${field}`, description: text });
  };
  expect(isCollectionName(name), 'name', `${quote(name)} is not 1 to 63 characters of a-z, 0-9, - and _`);
  expect(/^[0-9a-f]{64}$/.test(space.fingerprint), 'space.fingerprint', `${quote(space.fingerprint)} is no sha256`);
  expect(space.dims >= 1 && space.dims <= limits.dims, 'space.dims', `${space.dims} is not from 1 to ${limits.dims}`);
  expect(space.dims % 4 === 0, 'space.dims', `${space.dims} is no multiple of 4, which token codes need`);
  expect(encoder.name !== '', 'encoder.name', 'is required');
  const [least, most] = limits.centroids;
  const areCentroids = codec.centroids === 0 || (codec.centroids >= least && codec.centroids <= most);
  expect(areCentroids, 'codec.centroids', `${codec.centroids} is not 0 or from ${least} to ${most}`);
  expect(fields.length <= limits.fields, 'fields', `${fields.length} are above the limit ${limits.fields}`);
  const names = new Set<string>();
  for (const [index, field] of fields.entries()) {
    const rule = 'is not 1 to 63 characters: a letter, then letters, digits or _';
    expect(/^[A-Za-z][A-Za-z0-9_]{0,62}$/.test(field.name), `fields[${index}].name`, `${quote(field.name)} ${rule}`);
    expect(!names.has(field.name), `fields[${index}].name`, `${quote(field.name)} is there twice`);
    names.add(field.name);
  }
  const characters = Array.from(description).length;
  expect(characters <= limits.description, 'description', `${characters} characters are above ${limits.description}`);
  const [first, ...others] = violations;
  if (first !== undefined) throw invalidArgument(first, ...others);
}

export const isCollectionName = (name: string): boolean => /^[a-z0-9_-]{1,63}$/.test(name);

const quote = (text: string): string => JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
