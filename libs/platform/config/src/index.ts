export { describeSettings } from './describe-settings.ts';
export { environmentName } from './environment-name.ts';
export { parseSettings } from './parse-settings.ts';
export { readRawSettings } from './raw-settings.ts';
export type { Environment, RawSettings } from './raw-settings.ts';
export { setting, withDefault } from './setting.ts';
export type { Setting, SettingAbout, SettingsOf, SettingTree } from './setting.ts';
export type { SettingsScope } from './unknown-names.ts';
