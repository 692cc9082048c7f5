import { describeRange } from './describe-range.ts';
import { environmentName } from './environment-name.ts';
import { listSettings } from './setting.ts';
import type { Setting, SettingTree } from './setting.ts';

/** The text of `--help`: every setting with its meaning, range, default and unit. */
export function describeSettings(section: string, tree: SettingTree): string {
  const entries = listSettings(tree).map(({ path, setting }) => {
    const facts = [
      describeRange(setting.schema),
      setting.unit === undefined ? '' : `unit ${setting.unit}`,
      describeDefault(setting),
    ].filter((fact) => fact !== '');
    return `  ${environmentName(path, section)}  (${section}.${path.join('.')})\n      ${setting.description}\n      ${facts.join(', ')}`;
  });
  return [
    `Settings of ${section}. Each is read from its environment variable, from the same variable without ${section.toUpperCase()}_`,
    `(which holds for every service), or from the YAML file named by OPTICAL_CONFIG, in its section "${section}" or "common".`,
    'The environment wins over the file.',
    '',
    ...entries,
    '',
  ].join('\n');
}

function describeDefault({ schema, secret }: Setting): string {
  const fallback = schema.safeParse(undefined);
  if (!fallback.success) return 'required';
  return fallback.data === undefined || secret === true ? 'default none' : `default ${JSON.stringify(fallback.data)}`;
}
