import type { FieldViolation } from '@optical/errors';
import { environmentName } from './environment-name.ts';
import { isRecord } from './is-record.ts';
import type { RawSettings } from './raw-settings.ts';
import { isServiceLink } from './service-link.ts';
import { isSetting, listSettings } from './setting.ts';
import type { Setting, SettingTree } from './setting.ts';
import { isNear, suggest } from './similar-name.ts';

/** What the programs of a system have in common: with it, mistakes in common settings can be told from settings of others. */
export interface SettingsScope {
  /** Every section that the settings file may have besides `common`: the names of all programs. */
  readonly sections: readonly string[];
  /** The settings that every program may find in the common places, nested as in the programs' own trees. */
  readonly shared: SettingTree;
}

const common = 'common';
const prefixOf = (section?: string): string => `${environmentName([], section)}_`;

/**
 * Names nobody reads are mistakes: variables with the section's own prefix and keys of the file's section. With a
 * `scope` also sections that no program has, names inside the groups that all programs share (`OPTICAL_GRPC_PROT`), and
 * names that are almost one of those (`OPTICAL_GPRC_PORT`). Any other common name may be a setting of another program.
 */
export function findUnknownNames(
  section: string,
  tree: SettingTree,
  raw: RawSettings,
  scope?: SettingsScope,
): FieldViolation[] {
  const variables = [
    ...unknownVariables(section, tree, raw),
    ...(scope ? unknownCommonVariables(section, tree, raw, scope) : []),
  ];
  if (!isRecord(raw.file))
    return [...variables, { field: raw.fileName ?? 'settings', description: 'is not a mapping' }];
  const own = raw.file[section];
  return [
    ...variables,
    ...(own === undefined ? [] : unknownKeys(own, tree, [section])),
    ...(scope ? unknownSections(section, raw.file, scope) : []),
    ...(scope && raw.file[common] !== undefined ? unknownCommonKeys(raw.file[common], tree, scope) : []),
  ];
}

function unknownVariables(section: string, tree: SettingTree, raw: RawSettings): FieldViolation[] {
  const known = listSettings(tree).map(({ path }) => environmentName(path, section));
  return variablesOf(raw)
    .filter((name) => name.startsWith(prefixOf(section)) && !known.includes(name))
    .map((name) => notASetting(name, name, known));
}

function unknownCommonVariables(
  section: string,
  tree: SettingTree,
  raw: RawSettings,
  { sections, shared }: SettingsScope,
): FieldViolation[] {
  const paths = [...listSettings(shared), ...listSettings(tree)].map(({ path }) => path);
  const known = new Set(paths.map((path) => environmentName(path)));
  const withSections = [undefined, ...sections].flatMap((owner) => paths.map((path) => environmentName(path, owner)));
  const owners = [section, ...sections].map(prefixOf);
  const groups = Object.entries(shared).flatMap(([name, node]) => (isSetting(node) ? [] : [prefixOf(name)]));
  return variablesOf(raw)
    .filter((name) => !known.has(name) && !owners.some((prefix) => name.startsWith(prefix)))
    .filter(
      (name) =>
        groups.some((prefix) => name.startsWith(prefix)) ||
        withSections.some((candidate) => isNear(withoutPrefix(name), withoutPrefix(candidate))),
    )
    .map((name) => notASetting(name, name, withSections));
}

const withoutPrefix = (name: string): string => name.slice(prefixOf().length);

function variablesOf({ environment }: RawSettings): string[] {
  return Object.keys(environment).filter(
    (name) => name.startsWith(prefixOf()) && name !== 'OPTICAL_CONFIG' && !isServiceLink(name, environment[name]),
  );
}

function unknownSections(section: string, file: Record<string, unknown>, { sections }: SettingsScope) {
  const known = [...new Set([...sections, section, common])];
  return Object.keys(file)
    .filter((name) => !known.includes(name))
    .map((name) => ({ field: name, description: `is no section; ${suggest(name, known)}` }));
}

function unknownCommonKeys(node: unknown, tree: SettingTree, { shared }: SettingsScope): FieldViolation[] {
  if (!isRecord(node)) return [{ field: common, description: 'is not a mapping' }];
  const known = Object.keys({ ...tree, ...shared });
  return Object.entries(node).flatMap(([name, child]) => {
    const group = shared[name];
    if (group !== undefined) return unknownKeys(child, group, [common, name]);
    if (known.includes(name) || !known.some((candidate) => isNear(name, candidate))) return [];
    return [notASetting(`${common}.${name}`, name, known)];
  });
}

function unknownKeys(node: unknown, tree: Setting | SettingTree, path: readonly string[]): FieldViolation[] {
  if (isSetting(tree)) return [];
  if (!isRecord(node)) return [{ field: path.join('.'), description: 'is not a mapping' }];
  return Object.entries(node).flatMap(([name, child]) => {
    const subtree = tree[name];
    return subtree === undefined
      ? [notASetting([...path, name].join('.'), name, Object.keys(tree))]
      : unknownKeys(child, subtree, [...path, name]);
  });
}

const notASetting = (field: string, name: string, known: readonly string[]): FieldViolation => ({
  field,
  description: `is not a setting; ${suggest(name, known)} --help lists all`,
});
