import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { OpticalError } from '@optical/errors';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What was found before validation. */
export interface RawSettings {
  readonly environment: Environment;
  /** Parsed content of the settings file, `{}` without one. */
  readonly file: unknown;
  /** Where `file` came from, for error messages. */
  readonly fileName?: string;
}

/**
 * Reads the environment and the YAML file that `OPTICAL_CONFIG` names.
 * @throws OpticalError `invalid-argument` when the file is named but missing, unreadable or not YAML.
 */
export function readRawSettings(environment: Environment = process.env): RawSettings {
  const fileName = environment.OPTICAL_CONFIG;
  if (fileName === undefined || fileName === '') return { environment, file: {} };
  try {
    return { environment, file: parse(readFileSync(fileName, 'utf8')) ?? {}, fileName };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new OpticalError('invalid-argument', `OPTICAL_CONFIG: cannot read ${fileName}: ${why}`, {}, { cause });
  }
}
