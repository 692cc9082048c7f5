import type { FieldViolation } from '@optical/errors';
import { closest } from 'fastest-levenshtein';
import { environmentName } from './environment-name.ts';
import { isRecord } from './is-record.ts';
import type { RawSettings } from './raw-settings.ts';
import { isSetting, listSettings } from './setting.ts';
import type { Setting, SettingTree } from './setting.ts';

/**
 * Names nobody reads are mistakes: variables with the section's own prefix, and keys of the file's section.
 * `OPTICAL_<NAME>` without a section and the file's `common` section may belong to another service.
 */
export function findUnknownNames(section: string, tree: SettingTree, raw: RawSettings): FieldViolation[] {
  const prefix = `${environmentName([], section)}_`;
  const known = listSettings(tree).map(({ path }) => environmentName(path, section));
  const variables = Object.keys(raw.environment)
    .filter((name) => name.startsWith(prefix) && !known.includes(name))
    .map((field) => ({ field, description: `is not a setting; ${suggest(field, known)}` }));

  if (!isRecord(raw.file))
    return [...variables, { field: raw.fileName ?? 'settings', description: 'is not a mapping' }];
  const own = raw.file[section];
  return own === undefined ? variables : [...variables, ...unknownKeys(own, tree, [section])];
}

function unknownKeys(node: unknown, tree: Setting | SettingTree, path: readonly string[]): FieldViolation[] {
  if (isSetting(tree)) return [];
  if (!isRecord(node)) return [{ field: path.join('.'), description: 'is not a mapping' }];
  return Object.entries(node).flatMap(([name, child]) => {
    const subtree = tree[name];
    return subtree === undefined
      ? [{ field: [...path, name].join('.'), description: `is not a setting; ${suggest(name, Object.keys(tree))}` }]
      : unknownKeys(child, subtree, [...path, name]);
  });
}

const suggest = (name: string, known: readonly string[]): string =>
  known.length === 0 ? 'none is known here' : `did you mean ${closest(name, known)}? --help lists all`;
