import type { Instruments } from '@optical/telemetry';
import type { TrainingEvent, TrainingProgress } from '@optical/training';
import type { distillerMetrics } from '../telemetry.ts';

/** Records what a training reports. @param jobId attribute of the gauges */
export function recordTraining(
  metrics: Instruments<typeof distillerMetrics>,
  jobId: string,
): (event: TrainingEvent) => void {
  const about = { 'optical.job.id': jobId };
  let last: TrainingProgress | undefined;
  return (event) => {
    if (event.type === 'alarm') metrics.alarms.add(1, { 'optical.distiller.alarm': event.alarm.kind });
    if (event.type !== 'progress') return;
    const { progress } = event;
    const steps = progress.step - (last?.step ?? progress.step);
    if (last !== undefined && steps > 0) {
      metrics.stepDuration.record((progress.time.steps - last.time.steps) / steps);
      if (progress.time.solver !== undefined && last.time.solver !== undefined)
        metrics.solverDuration.record((progress.time.solver - last.time.solver) / steps);
    }
    last = progress;
    metrics.loss.record(progress.loss, about);
    metrics.tokenRate.record(progress.tokensPerSecond, about);
    if (progress.heldOutLoss !== undefined) metrics.heldOutLoss.record(progress.heldOutLoss, about);
    if (progress.marginalResidual !== undefined) metrics.residual.record(progress.marginalResidual, about);
  };
}
