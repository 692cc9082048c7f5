import { invalidArgument } from '@optical/errors';

/** A version's address as callers write it: its newest version, or the one behind an alias or digest. */
export interface Reference {
  readonly name: string;
  /** An alias, a digest, or the beginning of a digest. */
  readonly selector?: string;
}

const longestName = 200;
const namePattern = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}(\/[a-zA-Z0-9][a-zA-Z0-9._-]{0,62})*$/;
const aliasPattern = /^[a-z0-9][a-z0-9-]{0,62}$/;
const digestPattern = /^[0-9a-f]{64}$/;

/** The fewest digits by which a version may be named; fewer would soon be ambiguous. */
const digestBeginning = /^[0-9a-f]{8,64}$/;

const quote = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);

/** @throws OpticalError `invalid-argument` unless it is 1 to 200 characters: parts of letters, digits and . _ -, joined by /. */
export function requireName(name: string, field = 'name'): string {
  if (name.length <= longestName && namePattern.test(name)) return name;
  const rule = 'parts of 1 to 63 letters, digits, ".", "_" and "-" that begin with a letter or digit, joined by "/"';
  const description = `${quote(name)} is no artifact name; expected ${rule}, at most ${longestName} characters in all`;
  throw invalidArgument({ field, description });
}

/** @throws OpticalError `invalid-argument` unless it is 1 to 63 of a-z, 0-9 and -, and cannot be taken for a digest. */
export function requireAlias(alias: string, field = 'alias'): string {
  if (aliasPattern.test(alias) && !digestBeginning.test(alias)) return alias;
  const rule = '1 to 63 characters of a-z, 0-9 and "-" that do not read as the beginning of a digest';
  throw invalidArgument({ field, description: `${quote(alias)} is no alias; expected ${rule}` });
}

/** @throws OpticalError `invalid-argument` unless it is 64 lower-case hexadecimal digits. */
export function requireDigest(digest: string, field = 'digest'): string {
  if (digestPattern.test(digest)) return digest;
  throw invalidArgument({
    field,
    description: `${quote(digest)} is no digest; expected 64 lower-case hexadecimal digits`,
  });
}

export const isDigest = (text: string): boolean => digestPattern.test(text);

export const mayBeginDigest = (text: string): boolean => digestBeginning.test(text);

/** Reads `name`, `name@alias` or `name@digest` (8 to 64 digits). @throws OpticalError `invalid-argument` for others. */
export function parseReference(text: string, field = 'reference'): Reference {
  const at = text.indexOf('@');
  if (at < 0) return { name: requireName(text, field) };
  const name = requireName(text.slice(0, at), field);
  const selector = text.slice(at + 1);
  if (!digestBeginning.test(selector)) requireAlias(selector, field);
  return { name, selector };
}

/** The name as one path part: `student/hi` is `student~hi`. */
export const pathOfName = (name: string): string => name.replaceAll('/', '~');

export const nameOfPath = (part: string): string => part.replaceAll('~', '/');
