import { invalidArgument } from '@optical/errors';
import type { FieldViolation } from '@optical/errors';
import type { StepSettings } from './training-settings.ts';

interface Limits {
  readonly range: readonly [least: number, greatest: number];
  /** Bounds that are not part of the range themselves. */
  readonly open?: 'least' | 'greatest';
  readonly whole?: boolean;
}

const optimizerLimits = {
  learningRate: { range: [0, 1], open: 'least' },
  beta1: { range: [0, 1], open: 'greatest' },
  beta2: { range: [0, 1], open: 'greatest' },
  epsilon: { range: [0, Number.MAX_VALUE], open: 'least' },
  weightDecay: { range: [0, 1] },
  maxGradientNorm: { range: [0, Number.MAX_VALUE] },
  dropout: { range: [0, 1], open: 'greatest' },
} as const satisfies Readonly<Record<keyof NonNullable<StepSettings['optimizer']>, Limits>>;

/**
 * Returns the settings as they are.
 * @throws OpticalError invalid-argument naming every setting out of its range, and the range
 */
export function validateStepSettings<Settings extends StepSettings>(settings: Settings): Settings {
  const { optimizer = {}, schedule, seed } = settings;
  const [first, ...rest] = [
    ...Object.entries(optimizerLimits).flatMap(([field, limits]) =>
      violationOf(`optimizer.${field}`, optimizer[field as keyof typeof optimizer], limits),
    ),
    ...violationOf('schedule.steps', schedule.steps, { range: [1, 1e7], whole: true }),
    ...violationOf('schedule.warmupSteps', schedule.warmupSteps, { range: [0, schedule.steps], whole: true }),
    ...violationOf('seed', seed, { range: [0, 2 ** 32 - 1], whole: true }),
  ];
  if (first !== undefined) throw invalidArgument(first, ...rest);
  return settings;
}

function violationOf(field: string, x: number | undefined, { range, open, whole = false }: Limits): FieldViolation[] {
  if (x === undefined) return [];
  const [least, greatest] = range;
  const above = open === 'least' ? x > least : x >= least;
  const below = open === 'greatest' ? x < greatest : x <= greatest;
  if (above && below && (!whole || Number.isInteger(x))) return [];
  const interval = `${open === 'least' ? '(' : '['}${least}, ${greatest}${open === 'greatest' ? ')' : ']'}`;
  return [{ field, description: `${x} is not ${whole ? 'a whole number ' : ''}in ${interval}` }];
}
