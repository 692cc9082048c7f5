import { pathOfName } from '../naming/names.ts';

/** Folder of all versions, and of the logs of versions below it, one per name. */
export const versionsFolder = 'versions';

/** Folder of all aliases; below it a folder per name, in that the log of each alias. */
export const aliasesFolder = 'aliases';

export const manifestsFolder = 'manifests';

export const blobsFolder = 'blobs';

export const versionsOf = (name: string): string => `${versionsFolder}/${pathOfName(name)}`;

export const aliasesOf = (name: string): string => `${aliasesFolder}/${pathOfName(name)}`;

export const aliasLog = (name: string, alias: string): string => `${aliasesOf(name)}/${alias}`;

export const manifestKey = (digest: string): string => `${manifestsFolder}/${digest.slice(0, 2)}/${digest}.json`;

export const blobKey = (sha256: string): string => `${blobsFolder}/${sha256.slice(0, 2)}/${sha256}`;
