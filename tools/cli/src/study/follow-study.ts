import { setTimeout as sleep } from 'node:timers/promises';
import type { Study__Output, StudyEvent__Output } from '@optical/contracts/evaluator';
import { OpticalError } from '@optical/errors';
import type { ServiceClient } from '@optical/grpc';
import { formatDuration } from '../output/format.ts';
import { printJsonLine } from '../output/print.ts';
import { createProgress } from '../progress/create-progress.ts';
import { cellStateName, finalValue, studyState } from './study-output.ts';

export type EvaluatorClient = ServiceClient<'evaluator'>;

/** An evaluator that restarts is back within this time. */
const reconnectTries = 60;
const reconnectMs = 1_000;

/** A watch of hours; begun again where a server allows less. */
const watchDeadlineMs = 3_600_000;

/** Shows a study until it ends or `signal` aborts: each cell as it is done, and how far all is. */
export async function followStudy(
  client: EvaluatorClient,
  studyId: string,
  { json }: { readonly json: boolean },
  signal: AbortSignal,
): Promise<Study__Output> {
  {
    using progress = createProgress({ json: false });
    for await (const event of watchThroughRestarts(client, studyId, signal)) {
      if (json) printJsonLine(event);
      if (json) continue;
      const { stateChange, cell } = event;
      if (stateChange && stateChange.message !== '')
        console.error(`${studyState(stateChange.state)}: ${stateChange.message}`);
      if (cell?.state === 'CELL_STATE_FAILED') console.error(`${cell.id} failed: ${cell.statusMessage}`);
      const score = cell ? finalValue(cell) : undefined;
      if (cell && score !== undefined) console.error(`${cell.id}  ${cellStateName(cell.state)}  ${score.toFixed(3)}`);
      if (!event.progress) continue;
      const { doneCells, failedCells, totalCells, etaSeconds, activity } = event.progress;
      const eta = etaSeconds === undefined ? '' : `ETA ${formatDuration(1_000 * etaSeconds)}  `;
      progress.update('study', {
        done: doneCells + failedCells,
        total: totalCells,
        unit: 'cells',
        note: `${eta}${activity}`,
      });
    }
  }
  const { study } = await client.getStudy({ studyId });
  return study!;
}

/** The events of a study, each once, also when the evaluator is started again meanwhile. */
async function* watchThroughRestarts(
  client: EvaluatorClient,
  studyId: string,
  signal: AbortSignal,
): AsyncGenerator<StudyEvent__Output> {
  const passing = new Set(['unavailable', 'deadline-exceeded']);
  let afterSequence = 0;
  for (let left = reconnectTries; ; left -= 1) {
    try {
      const options = { signal, deadlineMs: watchDeadlineMs };
      for await (const { event } of client.watchStudy({ studyId, afterSequence }, options)) {
        afterSequence = event!.sequence;
        left = reconnectTries;
        yield event!;
      }
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof OpticalError) || !passing.has(error.kind) || left === 0) throw error;
      await sleep(reconnectMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
