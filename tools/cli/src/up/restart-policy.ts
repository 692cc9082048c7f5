const firstDelayMs = 250;
const longestDelayMs = 10_000;
/** A process that ran this long is taken to have been healthy: its earlier failures no longer count. */
const healthyAfterMs = 60_000;
const mostFailuresInARow = 5;

/** What to do after a process ended on its own. `delayMs` undefined: give up. */
export interface RestartDecision {
  readonly failuresInARow: number;
  readonly delayMs: number | undefined;
}

/** A service ends with this code when a setting is wrong: starting it again cannot help. */
const badSettingExitCode = 2;

/**
 * Exponential back-off from 250 ms to 10 s; gives up at the fifth failure in a row.
 * @param failuresInARow failures before this one
 * @param exitCode of the process; null when a signal ended it
 * @param ranForMs how long the process lived, milliseconds
 */
export function decideRestart(failuresInARow: number, exitCode: number | null, ranForMs: number): RestartDecision {
  const failures = ranForMs >= healthyAfterMs ? 1 : failuresInARow + 1;
  return failures >= mostFailuresInARow || exitCode === badSettingExitCode
    ? { failuresInARow: failures, delayMs: undefined }
    : { failuresInARow: failures, delayMs: Math.min(longestDelayMs, firstDelayMs * 2 ** (failures - 1)) };
}
