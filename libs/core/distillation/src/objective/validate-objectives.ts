import { invalidArgument } from '@optical/errors';
import type { FieldViolation } from '@optical/errors';
import { objectiveNames } from './objective.ts';
import type { WeightedObjective } from './objective.ts';
import { readSettings, settingGroups } from './read-settings.ts';
import { transportViolations } from './transport-violations.ts';

/**
 * Returns the terms of a loss as they are.
 * @throws OpticalError invalid-argument naming every field that is out of its range, or that its objective does not read
 */
export function validateObjectives(objectives: readonly WeightedObjective[]): readonly WeightedObjective[] {
  const none = { field: 'objectives', description: 'is empty: there is nothing to train' };
  const [first, ...rest] =
    objectives.length === 0
      ? [none]
      : objectives.flatMap((objective, place) =>
          violationsOf(objective).map(({ field, description }) => ({
            field: `objectives[${place}].${field}`,
            description,
          })),
        );
  if (first !== undefined) throw invalidArgument(first, ...rest);
  return objectives;
}

function violationsOf(term: WeightedObjective): FieldViolation[] {
  const { objective, weight = 1, transport = {}, softmax: { temperature = 1 } = {} } = term;
  if (!objectiveNames.includes(objective))
    return [{ field: 'objective', description: `${objective} is not one of ${objectiveNames.join(', ')}` }];
  return [
    ...positive('weight', weight),
    ...unread(term),
    ...transportViolations(objective, transport),
    ...positive('softmax.temperature', temperature),
  ];
}

function positive(field: string, x: number): FieldViolation[] {
  return x > 0 && Number.isFinite(x) ? [] : [{ field, description: `${x} is not a positive finite number` }];
}

/** Settings that are given but that the objective has no use for. */
function unread(term: WeightedObjective): FieldViolation[] {
  const { objective } = term;
  return settingGroups.flatMap((group) => {
    const allowed: readonly string[] = readSettings[objective][group] ?? [];
    return Object.entries(term[group] ?? {})
      .filter(([name, setting]) => setting !== undefined && !allowed.includes(name))
      .map(([name]) => ({ field: `${group}.${name}`, description: `${objective} does not read it` }));
  });
}
