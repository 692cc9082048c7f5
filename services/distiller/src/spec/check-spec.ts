import { requireName } from '@optical/artifacts';
import { invalidArgument, OpticalError } from '@optical/errors';
import type { FieldViolation } from '@optical/errors';
import { validateSpec } from '@optical/training';
import type { TrainingSpec } from '@optical/training';
import type { CompleteSpec } from './complete-spec.ts';
import { toTrainingSpec } from './to-training-spec.ts';

const maxDisplayName = 200;
const maxLabels = 32;
const maxLabelLength = 63;
const maxAttempts = 20;

/**
 * The specification as the training reads it, once every field is in its range.
 * @throws OpticalError `invalid-argument` with every field that is missing or out of range, below `spec.`
 */
export function checkSpec(spec: CompleteSpec): TrainingSpec {
  const violations: FieldViolation[] = [...queueViolations(spec)];
  const missing: FieldViolation[] = [];
  const training = toTrainingSpec(spec, missing);
  violations.push(...missing);
  if (training) violations.push(...rangeViolations(training));
  const [first, ...rest] = violations.map(({ field, description }) => ({ field: `spec.${field}`, description }));
  if (first !== undefined) throw invalidArgument(first, ...rest);
  return training!;
}

function rangeViolations(spec: TrainingSpec): readonly FieldViolation[] {
  try {
    validateSpec(spec);
    return [];
  } catch (error) {
    const found = error instanceof OpticalError ? error.details.fieldViolations : undefined;
    if (found === undefined) throw error;
    return found;
  }
}

function* queueViolations({ outputName, displayName, labels, maxAttempts: attempts }: CompleteSpec) {
  if (outputName === '') yield { field: 'output_name', description: 'is required' };
  else yield* nameViolations(outputName);
  if (displayName.length > maxDisplayName)
    yield {
      field: 'display_name',
      description: `has ${displayName.length} characters; the limit is ${maxDisplayName}`,
    };
  if (attempts > maxAttempts)
    yield { field: 'max_attempts', description: `${attempts} is not from 1 to ${maxAttempts}` };
  const entries = Object.entries(labels);
  if (entries.length > maxLabels)
    yield { field: 'labels', description: `has ${entries.length} labels; the limit is ${maxLabels}` };
  for (const [key, value] of entries)
    if (key === '' || key.length > maxLabelLength || value.length > maxLabelLength)
      yield {
        field: `labels[${JSON.stringify(key.slice(0, maxLabelLength))}]`,
        description: `keys have 1 to ${maxLabelLength} characters and values at most ${maxLabelLength}`,
      };
}

function nameViolations(name: string): FieldViolation[] {
  try {
    requireName(name, 'output_name');
    return [];
  } catch (error) {
    const found = error instanceof OpticalError ? error.details.fieldViolations : undefined;
    if (found === undefined) throw error;
    return [...found];
  }
}
