import type { FieldViolation } from '@optical/errors';
import type { ObjectiveName } from './objective.ts';
import { marginalNames } from './settings.ts';
import type { TransportSettings } from './settings.ts';
import { defaultMarginalPenalty, ipotDefaults, sinkhornDefaults } from './transport-defaults.ts';

const limits = { regularization: [1e-4, 100], iterations: [1, 10_000], innerIterations: [1, 100] } as const;
const wholeNumbers: readonly string[] = ['iterations', 'innerIterations'];

/** What is out of range in the settings of a transport problem. */
export function transportViolations(objective: ObjectiveName, settings: TransportSettings): FieldViolation[] {
  const defaults = objective === 'ot-ipot' ? ipotDefaults : sinkhornDefaults;
  const { regularization } = { ...defaults, ...settings };
  const { initialRegularization = regularization, marginalPenalty = defaultMarginalPenalty } = settings;
  const violations: FieldViolation[] = [];
  const report = (field: keyof TransportSettings, description: string): void => {
    violations.push({ field: `transport.${field}`, description });
  };
  for (const [field, [least, greatest]] of Object.entries(limits) as [keyof typeof limits, [number, number]][]) {
    const x = settings[field] ?? least;
    const whole = wholeNumbers.includes(field);
    if (!(x >= least && x <= greatest) || (whole && !Number.isInteger(x)))
      report(field, `${x} is not a ${whole ? 'whole ' : ''}number from ${least} to ${greatest}`);
  }
  for (const field of ['studentMarginal', 'teacherMarginal'] as const) {
    const marginal = settings[field];
    if (marginal !== undefined && !marginalNames.includes(marginal))
      report(field, `${marginal as string} is not one of ${marginalNames.join(', ')}`);
  }
  if (!(initialRegularization >= regularization && Number.isFinite(initialRegularization)))
    report('initialRegularization', `${initialRegularization} is not a finite number from ${regularization} up`);
  if (!(marginalPenalty > 0 && Number.isFinite(marginalPenalty)))
    report('marginalPenalty', `${marginalPenalty} is not a positive finite number`);
  return violations;
}
