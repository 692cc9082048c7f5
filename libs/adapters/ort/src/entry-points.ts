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
 * The entries beside this file. The bundler of services (tools/generate/src/bundle.ts) finds these names, builds a
 * bundle from each and puts its name here.
 */
export const defaultEntryPoints: EntryPoints = {
  worker: new URL(`./worker/main.${extension}`, import.meta.url),
  probe: new URL(`./device/probe/main.${extension}`, import.meta.url),
};
