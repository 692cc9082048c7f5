import { setting } from '@optical/config';
import type { Setting, SettingsOf, SettingsScope, SettingTree } from '@optical/config';
import { stems } from '@optical/contracts';
import type { Stem } from '@optical/contracts';
import { grpcClientSettings, grpcServerSettings } from '@optical/grpc';
import { telemetrySettings } from '@optical/telemetry';
import { z } from 'zod';

const peerSetting = (stem: Stem) =>
  setting(z.string().min(1).optional(), {
    description: `Address of the ${stem}, host:port or a name that gRPC resolves, such as dns:///${stem}:7000.`,
  });

/** The settings that every service process has. */
const processSettings = {
  home: setting(z.string().min(1).default('.optical'), {
    description:
      'Data directory. A service writes only below its own folder there, named by its stem, and to the artifact store.',
  }),
  artifacts: {
    directory: setting(z.string().min(1).optional(), {
      description:
        'Folder of the artifact store, one for all services of a system; artifacts in the data directory when unset.',
    }),
  },
  grpc: grpcServerSettings,
  client: grpcClientSettings,
  telemetry: telemetrySettings,
} satisfies SettingTree;

/** The whole settings tree of a service: what every process has, the addresses of those it calls, and its own. */
export type ServiceSettingTree<Own extends SettingTree> = typeof processSettings & {
  /** By stem; undefined for those that are not configured or that the service does not call. */
  readonly peers: Readonly<Record<Stem, Setting<string | undefined>>>;
} & Own;

export type ServiceSettings<Own extends SettingTree> = SettingsOf<ServiceSettingTree<Own>>;

/** @param peers the services that this one calls */
export function serviceSettings<Own extends SettingTree>(peers: readonly Stem[], own: Own): ServiceSettingTree<Own> {
  return { ...processSettings, peers: peerSettings(peers) as Record<Stem, Setting<string | undefined>>, ...own };
}

function peerSettings(peers: readonly Stem[]): SettingTree {
  return Object.fromEntries(peers.map((stem) => [stem, peerSetting(stem)]));
}

/** Programs with a section of their own in the settings file, besides the services. */
const otherPrograms = ['cli', 'console', 'bench'];

/** What every program of the system may find in the environment and in the settings file. */
export const settingsScope: SettingsScope = {
  sections: [...stems, ...otherPrograms],
  shared: { ...processSettings, peers: peerSettings(stems) },
};
