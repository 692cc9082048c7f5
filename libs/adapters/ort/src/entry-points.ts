/** Files that run outside the calling thread. */
export interface EntryPoints {
  /** Runs in worker threads: sessions, training, profiling. */
  readonly worker: URL;
  /** Runs in a child process, to try a device that may take its process down. */
  readonly probe: URL;
}

/** `ts` when Node strips types from the sources, `js` in a bundle. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/**
 * The entries beside this file, or beside the bundle that holds it: a bundle of a program that uses this package comes
 * with `worker/main.js` and `device/probe/main.js` built from the sources of these names.
 */
export const defaultEntryPoints: EntryPoints = {
  worker: new URL(`./worker/main.${extension}`, import.meta.url),
  probe: new URL(`./device/probe/main.${extension}`, import.meta.url),
};
