import { describeSettings, parseSettings, readRawSettings, setting } from '@optical/config';
import type { Environment, SettingsOf } from '@optical/config';
import { invalidArgument } from '@optical/errors';
import { grpcClientSettings, grpcServerSettings } from '@optical/grpc';
import { settingsScope } from '@optical/service';
import { telemetrySettings } from '@optical/telemetry';
import { z } from 'zod';

/** Settings of the command line itself. */
const cliSettings = {
  home: setting(z.string().min(1).default('.optical'), {
    description: 'Data directory of the services: collections, jobs, models, logs and traces.',
  }),
  data: setting(z.string().min(1).optional(), {
    description: 'Folder with data sets; searched before shared/data beside the checkout and the cache.',
  }),
  client: grpcClientSettings,
  grpc: { healthPort: grpcServerSettings.healthPort },
  telemetry: telemetrySettings,
};

export type CliSettings = SettingsOf<typeof cliSettings>;

/** What `optical --help` says of the settings. */
export const describeCliSettings = (): string => describeSettings('cli', cliSettings);

/** Options of every command; they win over settings. */
export interface GlobalOptions {
  readonly home?: string;
  readonly json?: boolean;
}

/** What every command starts from. */
export interface CommandContext {
  readonly settings: CliSettings;
  /** The whole environment, for the processes that a command starts. */
  readonly environment: Environment;
  readonly home: string;
  /** Whether to print JSON lines instead of text for people. */
  readonly json: boolean;
}

/** @throws OpticalError `invalid-argument` for a bad setting */
export function readContext(options: GlobalOptions): CommandContext {
  const raw = readRawSettings();
  const settings = parseSettings('cli', cliSettings, raw, settingsScope);
  return {
    settings,
    environment: raw.environment,
    home: checkHome(options.home ?? settings.home),
    json: options.json ?? false,
  };
}

function checkHome(home: string): string {
  if (home.trim() === '') throw invalidArgument({ field: '--home', description: 'is empty; name a folder' });
  return home;
}
