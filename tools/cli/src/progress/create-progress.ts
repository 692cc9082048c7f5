import { progressBars } from './progress-bars.ts';
import { progressLines } from './progress-lines.ts';
import type { Progress } from './progress.ts';

export interface ProgressOptions {
  /** Whether the command prints JSON lines (`--json`). */
  readonly json: boolean;
  /** Where bars go, and the lines of a command without `--json`; default stderr, so that results can be piped. */
  readonly stream?: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/**
 * Bars on a terminal, JSON lines without one. With `--json` the lines are part of the command's output (stdout).
 * End it with `using` or `finish()`, else a bar's last state stays unseen.
 */
export function createProgress({ json, stream = process.stderr }: ProgressOptions): Progress {
  if (json) return progressLines(process.stdout);
  return stream.isTTY === true ? progressBars(stream) : progressLines(stream);
}
