import type { z } from 'zod';

/** What a reader of `--help` learns about a setting. */
export interface SettingAbout {
  /** One sentence: what the setting does. */
  readonly description: string;
  /** UCUM unit of the value, for example `ms`, `By` or `1`. */
  readonly unit?: string;
  /** A secret's value is never printed. */
  readonly secret?: boolean;
}

/** One setting: how its value is validated (default included) and what it means. */
export interface Setting<T = unknown> extends SettingAbout {
  readonly schema: z.ZodType<T>;
}

/** Settings by name, nested into sections as deep as needed. Names are camelCase. */
export interface SettingTree {
  readonly [name: string]: Setting | SettingTree;
}

/** The validated values of a setting tree, section by section. */
export type SettingsOf<Tree> =
  Tree extends Setting<infer T> ? T : { readonly [Name in keyof Tree]: SettingsOf<Tree[Name]> };

/** Declares a setting. The schema carries the default, the range and the type. */
export function setting<T>(schema: z.ZodType<T>, about: SettingAbout): Setting<T> {
  return { schema, ...about };
}

/** The same setting with another default, for a program that needs one of its own. */
export function withDefault<T extends string | number | boolean>(
  { schema, ...about }: Setting<T>,
  value: T,
): Setting<T> {
  return setting(schema.default(value as never) as unknown as Setting<T>['schema'], about);
}

export function isSetting(node: Setting | SettingTree): node is Setting {
  return typeof node.description === 'string';
}

/** A setting with its place in the tree, for example `['grpc', 'maxMessageBytes']`. */
export interface LocatedSetting {
  readonly path: readonly string[];
  readonly setting: Setting;
}

/** Every setting of the tree in declaration order. */
export function listSettings(tree: SettingTree, path: readonly string[] = []): LocatedSetting[] {
  return Object.entries(tree).flatMap(([name, node]) =>
    isSetting(node) ? [{ path: [...path, name], setting: node }] : listSettings(node, [...path, name]),
  );
}
