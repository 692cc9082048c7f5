import type { JsonValue } from '@optical/checkpoints';
import { initialWatch } from '@optical/distillation';
import type { WatchState } from '@optical/distillation';

/** Seconds spent so far, all attempts together. */
export interface SpentTime {
  training: number;
  data: number;
  teacher: number;
  steps: number;
  validation: number;
  checkpoints: number;
}

/** What a run remembers beside weights and moments; plain data, part of every checkpoint. */
export interface RunState {
  step: number;
  /** The last step whose snapshot and measurement, if any were due, are done. */
  attended: number;
  examples: number;
  tokens: number;
  watch: WatchState;
  heldOutLoss: number | undefined;
  best: { step: number; heldOutLoss: number } | undefined;
  /** Held-out measurements since the best one. */
  worse: number;
  replacedPlans: number;
  time: SpentTime;
}

export function newRunState(): RunState {
  return {
    step: 0,
    attended: -1,
    examples: 0,
    tokens: 0,
    watch: initialWatch,
    heldOutLoss: undefined,
    best: undefined,
    worse: 0,
    replacedPlans: 0,
    time: { training: 0, data: 0, teacher: 0, steps: 0, validation: 0, checkpoints: 0 },
  };
}

/** JSON has no infinities, which the watch begins with: they travel as text. */
export function runStateToJson(state: RunState): JsonValue {
  const text = JSON.stringify(state, (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value,
  );
  return JSON.parse(text) as JsonValue;
}

export function runStateFromJson(json: JsonValue): RunState {
  const revived = JSON.parse(JSON.stringify(json), (_, value: unknown) =>
    typeof value === 'object' && value !== null && 'number' in value ? Number(value.number) : value,
  ) as RunState;
  return { ...newRunState(), ...revived };
}
