import { measurementOf, watch } from '@optical/distillation';
import type { Alarm, Measurement } from '@optical/distillation';
import type { Weights } from '@optical/encoder';
import type { Tensors, TrainingSession } from '@optical/ort';
import type { PlannedTraining } from '../plan/plan-training.ts';
import type { TrainingResult } from '../plan/training-plan.ts';
import { runSchedule } from './run-schedule.ts';
import { runSegment } from './segment.ts';
import type { CheckpointFolder } from './state/checkpoint-folder.ts';
import type { RunState } from './state/run-state.ts';
import { weightsOf } from './state/stored-state.ts';
import { StepMetrics } from './step-metrics.ts';
import type { TimeShares } from './step-metrics.ts';
import type { TrainingTask } from './steps/training-task.ts';
import type { OnTrainingEvent, TrainingEvent } from './training-event.ts';

export interface LoopOptions {
  readonly plan: PlannedTraining;
  readonly task: TrainingTask;
  readonly shares: TimeShares | undefined;
  readonly session: TrainingSession;
  readonly store: CheckpointFolder;
  /** Changed in place. */
  readonly state: RunState;
  readonly best: Weights | undefined;
  readonly onEvent: OnTrainingEvent;
  readonly progressSeconds: number;
  readonly signal?: AbortSignal;
}

/** Why a training ends before its last step. */
type Ending = Pick<TrainingResult, 'outcome' | 'reason'>;

/** Trains from the state's step to the last one, measures, publishes and saves when it is due. */
export async function trainLoop(options: LoopOptions): Promise<TrainingResult> {
  const { plan, task, session, store, state, onEvent, progressSeconds, signal } = options;
  const { spec, totalSteps } = plan;
  const schedule = runSchedule(spec.checkpoints, totalSteps);
  const metrics = new StepMetrics(task.terms);
  const batches = task.batches(state.step, totalSteps - state.step);
  let events: Promise<void> = Promise.resolve();
  let best = options.best;
  let reportedAt = performance.now();
  let savedAt = state.time.training;
  let saving: Promise<void> = Promise.resolve();
  const run: { ending?: Ending; isFinite: boolean } = { isFinite: true };

  /** Events reach the listener one after the other; a failure of it ends the training at the next wait. */
  const emit = (event: TrainingEvent): Promise<void> => {
    events = events.then(() => onEvent(event));
    events.catch(() => undefined);
    return events;
  };
  const observe = (measurement: Measurement): void => {
    const watched = watch(state.watch, measurement, spec.alarms);
    state.watch = watched.state;
    for (const alarm of watched.alarms) void emit({ type: 'alarm', alarm });
    const stop = watched.alarms.find(({ action }) => action === 'stop');
    if (stop) run.ending ??= { outcome: 'stopped', reason: describe(stop) };
    if (watched.alarms.some(({ kind }) => kind === 'non-finite')) run.isFinite = false;
  };
  const report = (): void => {
    if (metrics.steps === 0) return;
    reportedAt = performance.now();
    void emit({ type: 'progress', progress: metrics.take(state, totalSteps, options.shares) });
  };
  const isDue = {
    progress: () => performance.now() - reportedAt > 1000 * progressSeconds,
    checkpoint: () => state.time.training - savedAt >= spec.checkpoints.everySeconds,
    limit: () => spec.schedule.maxSeconds > 0 && state.time.training >= spec.schedule.maxSeconds,
  };

  /** Saves in the background; training goes on from the copy of the state. */
  const save = async (tensors: Tensors): Promise<void> => {
    await saving;
    savedAt = state.time.training;
    const saved = structuredClone(state);
    saving = store.save(task.graph.state, tensors, saved).then((digest) =>
      emit({
        type: 'checkpoint',
        step: saved.step,
        digest,
        ...(saved.heldOutLoss !== undefined && { heldOutLoss: saved.heldOutLoss }),
        best: saved.best?.step === saved.step,
      }),
    );
    // A failure is seen when the next one is saved, or at the end.
    saving.catch(() => undefined);
  };

  const validate = async (weights: Weights): Promise<void> => {
    if (task.validate === undefined) return;
    const validation = await timed('validation', () => task.validate!(weights));
    const { loss, meanCosine, effectiveRank, identicalRankings } = validation;
    observe({
      step: state.step,
      meanCosine,
      effectiveRank,
      ...(identicalRankings !== undefined && { identicalRankings }),
    });
    state.heldOutLoss = loss;
    await emit({ type: 'validation', step: state.step, validation });
    if (Number.isFinite(loss) && loss < (state.best?.heldOutLoss ?? Infinity)) {
      state.best = { step: state.step, heldOutLoss: loss };
      state.worse = 0;
      best = weights;
      await timed('checkpoints', () => store.saveBest(state.step, weights));
      return;
    }
    state.worse += 1;
    const { patience } = spec.schedule;
    if (patience > 0 && state.worse >= patience)
      run.ending ??= { outcome: 'completed', reason: `no lower held-out loss in ${state.worse} measurements` };
  };

  async function timed<Result>(part: 'validation' | 'checkpoints', work: () => Promise<Result>): Promise<Result> {
    const begun = performance.now();
    try {
      return await work();
    } finally {
      state.time[part] += (performance.now() - begun) / 1000;
    }
  }

  /** All that is due at a step. */
  const attend = async (isLast: boolean): Promise<void> => {
    const { step } = state;
    state.attended = step;
    const wanted = isLast || schedule.isHeldOut(step) || schedule.isSnapshot(step) || schedule.isCheckpoint(step);
    if (!wanted || !run.isFinite) return;
    const tensors = await timed('checkpoints', () => session.readState());
    const weights = weightsOf(tensors);
    if (isLast || schedule.isHeldOut(step)) await validate(weights);
    if (schedule.isSnapshot(step)) {
      const { examples, time, heldOutLoss } = state;
      const checkpoint = task.checkpointOf(weights);
      const measured = schedule.isHeldOut(step) && heldOutLoss !== undefined ? { heldOutLoss } : {};
      await timed('checkpoints', async () =>
        emit({ type: 'snapshot', step, examples, trainingSeconds: time.training, ...measured, checkpoint }),
      );
    }
    if (isLast && state.best === undefined) best = weights;
    if (isLast || schedule.isCheckpoint(step)) await timed('checkpoints', () => save(tensors));
  };

  if (state.attended < state.step) await attend(false);
  while (state.step < totalSteps && run.ending === undefined) {
    const begun = performance.now();
    const before = { ...state.time };
    const target = schedule.next(state.step);
    await runSegment({
      session,
      batches,
      steps: target - state.step,
      pause: () => {
        state.time.training = before.training + (performance.now() - begun) / 1000;
        return run.ending !== undefined || signal?.aborted === true || isDue.checkpoint() || isDue.limit();
      },
      ...(signal && { signal }),
      onStep: ({ metrics: values, seconds }, batch) => {
        state.step += 1;
        state.examples += batch.examples;
        state.tokens += batch.tokens;
        const teacher = Math.min(seconds.feed, batch.teacherSeconds);
        state.time.teacher += teacher;
        state.time.data += seconds.feed - teacher;
        state.time.steps += seconds.run;
        const replaced = Object.entries(values).filter(([name]) => name.startsWith('fallbacks.'));
        state.replacedPlans += Math.round(replaced.reduce((sum, [, share]) => sum + share * batch.examples, 0));
        metrics.add(values);
        observe(measurementOf(state.step, values));
        state.time.training = before.training + (performance.now() - begun) / 1000;
        if (isDue.progress()) report();
      },
    });
    state.time.training = before.training + (performance.now() - begun) / 1000;
    if (signal?.aborted) run.ending ??= { outcome: 'interrupted' };
    if (isDue.limit() && state.step < totalSteps)
      run.ending ??= {
        outcome: 'completed',
        reason: `the limit of ${spec.schedule.maxSeconds} training seconds is reached`,
      };
    report();
    const isLast = state.step === totalSteps || run.ending?.outcome === 'completed';
    if ((state.step === target || isLast) && run.ending?.outcome !== 'interrupted') await attend(isLast);
    else if (run.isFinite && (isDue.checkpoint() || run.ending !== undefined))
      await timed('checkpoints', async () => save(await session.readState()));
    await events;
  }
  await saving;
  await events;
  if (run.ending?.outcome === 'interrupted') return { ...run.ending, step: state.step };
  const result = { outcome: 'completed' as const, ...run.ending, step: state.step };
  if (best === undefined && !run.isFinite) return result;
  const weights = best ?? weightsOf(await session.readState());
  const measured = state.best && { heldOutLoss: state.best.heldOutLoss };
  return {
    ...result,
    best: { step: state.best?.step ?? state.step, ...measured, checkpoint: task.checkpointOf(weights) },
  };
}

function describe({ kind, value, threshold, step }: Alarm): string {
  return `${kind} was ${value} at step ${step}, the threshold is ${threshold}`;
}
