import { invalidArgument } from '@optical/errors';
import type { FieldViolation } from '@optical/errors';
import { alarmKinds } from './alarm.ts';
import type { AlarmRule } from './alarm.ts';
import { alarmThresholds } from './alarm-thresholds.ts';

/**
 * Returns the rules as they are.
 * @throws OpticalError invalid-argument naming every rule with an unknown or repeated kind, a threshold out of its range,
 *   or a wish to go on with numbers that are not finite
 */
export function validateAlarmRules(rules: readonly AlarmRule[]): readonly AlarmRule[] {
  const [first, ...rest] = rules.flatMap((rule, place) => {
    const repeated = rules.slice(0, place).some(({ kind }) => kind === rule.kind);
    const violations = repeated
      ? [{ field: 'kind', description: `${rule.kind} has a rule already` }]
      : violationsOf(rule);
    return violations.map(({ field, description }) => ({ field: `alarms[${place}].${field}`, description }));
  });
  if (first !== undefined) throw invalidArgument(first, ...rest);
  return rules;
}

function violationsOf({ kind, action, threshold }: AlarmRule): FieldViolation[] {
  if (!alarmKinds.includes(kind))
    return [{ field: 'kind', description: `${kind as string} is not one of ${alarmKinds.join(', ')}` }];
  if (kind === 'non-finite')
    return [
      ...(threshold === undefined ? [] : [{ field: 'threshold', description: 'non-finite has no threshold' }]),
      ...(action === undefined || action === 'stop'
        ? []
        : [{ field: 'action', description: `${action}: non-finite always stops` }]),
    ];
  const [least, greatest] = alarmThresholds[kind].range;
  return threshold === undefined || (threshold >= least && threshold <= greatest)
    ? []
    : [{ field: 'threshold', description: `${threshold} is not in [${least}, ${greatest}]` }];
}
