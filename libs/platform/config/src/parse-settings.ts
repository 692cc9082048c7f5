import { invalidArgument } from '@optical/errors';
import type { FieldViolation } from '@optical/errors';
import { parse } from 'yaml';
import type { z } from 'zod';
import { describeRange } from './describe-range.ts';
import { environmentName } from './environment-name.ts';
import { isRecord } from './is-record.ts';
import { withoutWarnings } from './raw-settings.ts';
import type { RawSettings } from './raw-settings.ts';
import { listSettings } from './setting.ts';
import type { LocatedSetting, SettingsOf, SettingTree } from './setting.ts';
import { findUnknownNames } from './unknown-names.ts';
import type { SettingsScope } from './unknown-names.ts';

interface Candidate {
  readonly source: string;
  readonly value: unknown;
  readonly isText: boolean;
}

/**
 * Validates the settings of one section (a service's stem, or `cli`). Weakest first: the schema's default, the
 * file's `common` section, the file's own section, `OPTICAL_<NAME>`, `OPTICAL_<SECTION>_<NAME>`. An empty variable counts
 * as unset.
 * @param scope what all programs of the system have in common; without it, mistakes in common names pass
 * @throws OpticalError `invalid-argument` with one violation for every bad value and every unknown name.
 */
export function parseSettings<Tree extends SettingTree>(
  section: string,
  tree: Tree,
  raw: RawSettings,
  scope?: SettingsScope,
): SettingsOf<Tree> {
  const violations: FieldViolation[] = findUnknownNames(section, tree, raw, scope);
  const values = {};
  for (const located of listSettings(tree)) {
    const candidate = strongestCandidate(section, located.path, raw);
    const result = validate(located.setting.schema, candidate);
    if (result.success) assign(values, located.path, result.data);
    else violations.push(explain(section, located, candidate, result.error));
  }
  const [first, ...rest] = violations;
  if (first !== undefined) throw invalidArgument(first, ...rest);
  return values as SettingsOf<Tree>;
}

function strongestCandidate(section: string, path: readonly string[], raw: RawSettings): Candidate | undefined {
  for (const source of [environmentName(path, section), environmentName(path)]) {
    const value = raw.environment[source];
    // An empty variable is how many launchers spell an unset one.
    if (value !== undefined && value !== '') return { source, value, isText: true };
  }
  for (const sectionName of [section, 'common']) {
    const value = [sectionName, ...path].reduce<unknown>(
      (node, name) => (isRecord(node) ? node[name] : undefined),
      raw.file,
    );
    if (value !== undefined)
      return { source: `${raw.fileName ?? 'settings'}: ${[sectionName, ...path].join('.')}`, value, isText: false };
  }
  return undefined;
}

/** Environment values are text: taken as they are where the schema allows text, else read as a YAML scalar or list. */
function validate(schema: z.ZodType, candidate: Candidate | undefined): z.ZodSafeParseResult<unknown> {
  const result = schema.safeParse(candidate?.value);
  if (result.success || candidate?.isText !== true) return result;
  try {
    return schema.safeParse(parse(candidate.value as string, withoutWarnings));
  } catch {
    return result;
  }
}

function explain(
  section: string,
  { path, setting }: LocatedSetting,
  candidate: Candidate | undefined,
  error: z.ZodError,
): FieldViolation {
  const why = error.issues.map((issue) => issue.message).join('; ');
  const range = describeRange(setting.schema);
  const allowed = range === '' ? '' : ` (allowed: ${range}${setting.unit === undefined ? '' : `, in ${setting.unit}`})`;
  if (candidate === undefined)
    return { field: environmentName(path, section), description: `is required: ${setting.description}${allowed}` };
  const shown = setting.secret === true ? 'its value (not shown)' : JSON.stringify(candidate.value);
  return { field: candidate.source, description: `${shown} is not valid: ${why}${allowed}` };
}

function assign(values: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let node = values;
  for (const name of path.slice(0, -1)) node = (node[name] ??= {}) as Record<string, unknown>;
  node[path.at(-1)!] = value;
}
