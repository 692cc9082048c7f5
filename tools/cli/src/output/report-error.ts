import { OpticalError } from '@optical/errors';

/**
 * Prints an error on stderr: one line and its field violations, or one JSON object; sets the exit code.
 * 2 for a wrong argument, 1 for everything else. An unexpected error shows its stack: it is a defect.
 */
export function reportError(error: unknown, json: boolean): void {
  process.exitCode = error instanceof OpticalError && error.kind === 'invalid-argument' ? 2 : 1;
  if (!(error instanceof OpticalError)) {
    console.error(error);
  } else if (json) {
    console.error(JSON.stringify({ error: { kind: error.kind, message: error.message, ...error.details } }));
  } else {
    console.error(`error: ${error.message}`);
  }
}
