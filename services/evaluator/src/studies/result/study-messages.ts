import { timestampFromDate } from '@optical/contracts';
import type { Alarm } from '@optical/contracts/distiller';
import type {
  CellState,
  CurvePoint,
  Study,
  StudyCell as CellMessage,
  StudyEvent as EventMessage,
  StudySpec__Output,
  StudyState as StateMessage,
} from '@optical/contracts/evaluator';
import type { StudyCell, StudyCellState, StudyCurvePoint, StudyMetric } from '@optical/evaluation';
import type { StoredEvent } from '@optical/jobs';
import { fromTraceparent } from '@optical/telemetry';
import { valueMessage } from '../../handlers/evaluate.ts';
import { readMetricsOf } from '../spec/study-setup.ts';
import type { Progress, StudyEvent, StudyRecord } from '../store/study-document.ts';

export const wireStates = {
  queued: 'STUDY_STATE_QUEUED',
  running: 'STUDY_STATE_RUNNING',
  succeeded: 'STUDY_STATE_SUCCEEDED',
  stopped: 'STUDY_STATE_FAILED',
  failed: 'STUDY_STATE_FAILED',
  cancelled: 'STUDY_STATE_CANCELLED',
} as const satisfies Record<StudyRecord['state'], StateMessage>;

const cellState = (state: StudyCellState): CellState => `CELL_STATE_${state.toUpperCase()}` as CellState;

const instant = (date: Date | null) => (date === null ? null : timestampFromDate(date));

/** A study as the message. @param cells to be shown with it */
export function studyMessage(study: StudyRecord, cells: readonly StudyCell[] = []): Study {
  const { spec, document } = study;
  return {
    id: study.id,
    spec,
    state: wireStates[study.state],
    createTime: instant(study.createdAt),
    startTime: instant(study.startedAt),
    endTime: instant(study.endedAt),
    plan: document.plan,
    progress: progressMessage(document.progress),
    cells: cells.map((cell) => cellMessage(cell, spec)),
    statusMessage: study.statusMessage,
    traceId: fromTraceparent(study.traceparent)?.traceId ?? '',
  };
}

const progressMessage = (progress: Progress) => ({ ...progress });

export function cellMessage(cell: StudyCell, spec: StudySpec__Output): CellMessage {
  const metrics = readMetricsOf(spec);
  const { time } = cell;
  const points = [...cell.curve, ...(cell.final ? [cell.final] : [])];
  return {
    id: cell.id,
    arm: cell.arm,
    language: cell.language,
    seed: cell.seed,
    setting: cell.setting,
    bitextBudget: cell.bitextBudget,
    learningRate: cell.learningRate,
    state: cellState(cell.state),
    jobId: cell.jobId,
    curve: points.map((point) => pointMessage(point, metrics, spec)),
    ...(time && {
      time: {
        trainingSeconds: time.training,
        dataSeconds: time.data,
        teacherSeconds: time.teacher,
        stepSeconds: time.steps,
        ...(time.solver !== undefined && { solverSeconds: time.solver }),
        ...(time.optimizer !== undefined && { optimizerSeconds: time.optimizer }),
        validationSeconds: time.validation,
        checkpointSeconds: time.checkpoints,
      },
    }),
    evaluationSeconds: cell.evaluationSeconds,
    alarms: cell.alarms.map(({ kind, action, value, threshold, step }) => {
      const wire = (prefix: string, name: string) => `${prefix}_${name.replaceAll('-', '_').toUpperCase()}`;
      return { kind: wire('ALARM_KIND', kind), action: wire('ALARM_ACTION', action), value, threshold, step } as Alarm;
    }),
    statusMessage: cell.statusMessage,
  };
}

function pointMessage(point: StudyCurvePoint, metrics: readonly StudyMetric[], spec: StudySpec__Output): CurvePoint {
  const { step, pairs, trainingSeconds, results, model } = point;
  return {
    step,
    pairs,
    trainingSeconds,
    results: results.flatMap((result, place) =>
      result === null
        ? []
        : [
            {
              track: spec.tracks[place]!,
              values: result.values.map((value, column) => valueMessage(metrics[column]!, value)),
              ...(result.run && { run: result.run }),
            },
          ],
    ),
    ...(model && { model }),
  };
}

/** An event of a study as the message. */
export function studyEventMessage(
  { sequence, time, body }: StoredEvent<StudyEvent>,
  spec: StudySpec__Output,
): EventMessage {
  const about = { sequence, time: timestampFromDate(time) };
  if ('stateChange' in body) {
    const { state, message } = body.stateChange;
    return { ...about, event: 'stateChange', stateChange: { state: wireStates[state], message } };
  }
  const { event } = body;
  if ('cell' in event) return { ...about, event: 'cell', cell: cellMessage(event.cell, spec) };
  return { ...about, event: 'progress', progress: progressMessage(event.progress) };
}
