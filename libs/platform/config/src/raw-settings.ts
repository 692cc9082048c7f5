import { readFileSync } from 'node:fs';
import { parse, YAMLParseError } from 'yaml';
import { OpticalError } from '@optical/errors';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Warnings of the YAML parser quote what they are about. */
export const withoutWarnings = { logLevel: 'error' } as const;

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
    return { environment, file: parse(readFileSync(fileName, 'utf8'), withoutWarnings) ?? {}, fileName };
  } catch (cause) {
    throw new OpticalError('invalid-argument', `OPTICAL_CONFIG: cannot read ${fileName}: ${explain(cause)}`);
  }
}

/** Never quotes the file, which may hold a secret: messages of the YAML parser do. */
function explain(error: unknown): string {
  if (error instanceof YAMLParseError) {
    const { line, col } = error.linePos?.[0] ?? {};
    return line === undefined ? 'not YAML' : `not YAML at line ${line}, column ${col}`;
  }
  return error instanceof Error && 'syscall' in error ? error.message : 'not YAML';
}
