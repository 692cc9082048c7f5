import type { StepSettings } from '@optical/distillation';
import type { Device } from '@optical/ort';
import type { TrainingSpec } from '../../spec/training-spec.ts';

/**
 * How a specification's steps are computed: AdamW as it is defined, with the moments of the word table's rows kept as of
 * the step that last read them, since a vocabulary of tens of thousands of rows would otherwise cost as much as the layers.
 * On the CPU, whose time grows with the positions that are computed, students read packed texts.
 */
export function stepSettings(
  { optimizer, schedule, batch, seed }: TrainingSpec,
  steps: number,
  device: Device,
): StepSettings {
  const { warmupSteps, decay } = schedule;
  return {
    optimizer,
    schedule: { steps, decay, ...(warmupSteps !== undefined && { warmupSteps: Math.min(warmupSteps, steps) }) },
    accumulation: batch.accumulation,
    seed,
    execution: {
      contrib: device !== 'webgpu',
      rowSparseEmbeddings: 'moments',
      packed: device === 'cpu' && optimizer.dropout === 0,
    },
  };
}
