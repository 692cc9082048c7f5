/** Files that run outside the calling thread. */
export interface EntryPoints {
  /** Runs in worker threads: sessions, training, profiling. */
  readonly worker: URL;
  /** Runs in a child process, to try a device that may take its process down. */
  readonly probe: URL;
}

/** The sources, for Node's type stripping. A bundle builds both files apart and passes their URLs instead. */
export const sourceEntryPoints: EntryPoints = {
  worker: new URL('./worker/main.ts', import.meta.url),
  probe: new URL('./device/probe/main.ts', import.meta.url),
};
