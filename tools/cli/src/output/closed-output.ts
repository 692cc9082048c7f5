import { failedPrecondition, OpticalError } from '@optical/errors';

const closed = new AbortController();
let exitCode: number | undefined;

/** Aborts when nothing more can be printed: nobody reads on, such as after `| head`, or the disk is full. */
export const outputClosed: AbortSignal = closed.signal;

/** As a shell reports a command that SIGPIPE ended, 128 + 13: Node ignores the signal, and writing fails instead. */
const brokenPipeExitCode = 141;

/**
 * Lets a failure of stdout or stderr abort `outputClosed`, so that commands end in order. A closed pipe is nothing to
 * tell; other failures are given to `report`.
 */
export function watchOutput(report: (error: OpticalError) => void): void {
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].on('error', (error: NodeJS.ErrnoException) => {
      // Every write fails from now on, that of the report, too.
      if (closed.signal.aborted) return;
      closed.abort();
      const isClosedPipe = error.code === 'EPIPE';
      if (!isClosedPipe) report(failedPrecondition(`${name} cannot be written: ${error.message}`));
      process.exitCode = exitCode = isClosedPipe ? brokenPipeExitCode : 1;
    });
  }
}

/** Exit code of a command whose output was closed, whatever became of it; undefined of all others. */
export const outputExitCode = (): number | undefined => exitCode;

/** Whether a command failed only because it was ended after its output was closed. */
export function isEndOfOutput(error: unknown): boolean {
  if (!outputClosed.aborted) return false;
  return error instanceof OpticalError ? error.kind === 'cancelled' : (error as Error).name === 'AbortError';
}
