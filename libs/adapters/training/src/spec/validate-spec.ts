import { validateAlarmRules, validateObjectives } from '@optical/distillation';
import { invalidArgument, OpticalError } from '@optical/errors';
import type { FieldViolation } from '@optical/errors';
import type { StudentTask, TeacherTask, TrainingSpec } from './training-spec.ts';

interface Range {
  readonly least: number;
  readonly greatest: number;
  /** Whether the bound itself is no value. */
  readonly open?: 'least' | 'greatest';
  readonly whole?: boolean;
}

type Check = readonly [field: string, value: number, range: Range];

const whole = (least: number, greatest: number): Range => ({ least, greatest, whole: true });
const real = (least: number, greatest: number, open?: Range['open']): Range => ({
  least,
  greatest,
  ...(open && { open }),
});

/**
 * @throws OpticalError invalid-argument naming every field that is out of range, and the range; fields have the names of
 *   the wire
 */
export function validateSpec(spec: TrainingSpec): void {
  const { seed, task, optimizer, schedule, batch, checkpoints } = spec;
  const checks: Check[] = [
    ['seed', seed, whole(0, 2 ** 32 - 1)],
    ['optimizer.learning_rate', optimizer.learningRate, real(0, 1, 'least')],
    ['optimizer.beta1', optimizer.beta1, real(0, 1, 'greatest')],
    ['optimizer.beta2', optimizer.beta2, real(0, 1, 'greatest')],
    ['optimizer.epsilon', optimizer.epsilon, real(0, Number.MAX_VALUE, 'least')],
    ['optimizer.weight_decay', optimizer.weightDecay, real(0, 1)],
    ['optimizer.max_gradient_norm', optimizer.maxGradientNorm, real(0, Number.MAX_VALUE)],
    ['optimizer.dropout', optimizer.dropout, real(0, 1, 'greatest')],
    ['schedule.steps', schedule.steps, whole(0, 1e7)],
    ['schedule.warmup_steps', schedule.warmupSteps ?? 0, whole(0, schedule.steps || 1e7)],
    ['schedule.max_seconds', schedule.maxSeconds, real(0, Number.MAX_VALUE)],
    ['schedule.patience', schedule.patience, whole(0, 2 ** 32 - 1)],
    ['batch.examples', batch.examples, whole(1, 4096)],
    ['batch.accumulation', batch.accumulation, whole(1, batch.examples)],
    ['checkpoints.every_steps', checkpoints.everySteps, whole(0, Number.MAX_SAFE_INTEGER)],
    ['checkpoints.every_seconds', checkpoints.everySeconds, real(1, Number.MAX_VALUE)],
    ['checkpoints.held_out_every_steps', checkpoints.heldOutEverySteps, whole(0, Number.MAX_SAFE_INTEGER)],
    ['checkpoints.snapshots', checkpoints.snapshots, whole(0, 100)],
    ...(task.kind === 'teacher' ? teacherChecks(task) : studentChecks(task)),
  ];
  const [first, ...rest] = [
    ...checks.flatMap(outOfRange),
    ...(batch.examples % batch.accumulation === 0
      ? []
      : [{ field: 'batch.accumulation', description: `${batch.accumulation} does not divide ${batch.examples}` }]),
    ...ascending(checkpoints.snapshotSteps),
    ...(task.kind === 'teacher' ? teacherViolations(task) : studentViolations(task)),
    ...violationsOf(() => validateAlarmRules(spec.alarms)),
  ];
  if (first) throw invalidArgument(first, ...rest);
}

function studentChecks({ maxTokens, heldOutPairs, bitext, initialization }: StudentTask): Check[] {
  return [
    ['student.max_tokens', maxTokens, whole(4, 512)],
    ['student.held_out_pairs', heldOutPairs, whole(0, 100_000)],
    ...bitext.flatMap(({ maxPairs, weight }, place): Check[] => [
      [`student.bitext[${place}].max_pairs`, maxPairs, whole(0, Number.MAX_SAFE_INTEGER)],
      [`student.bitext[${place}].weight`, weight, real(0, Number.MAX_VALUE)],
    ]),
    ...(initialization.source === 'aligned'
      ? ([
          ['student.initialization.aligned.iterations', initialization.iterations, whole(1, 50)],
          ['student.initialization.aligned.min_probability', initialization.minProbability, real(0, 1)],
          ['student.initialization.aligned.max_pairs', initialization.maxPairs, whole(0, Number.MAX_SAFE_INTEGER)],
        ] satisfies Check[])
      : []),
  ];
}

function studentViolations({ teacher, bitext, objectives, evaluationDatasets }: StudentTask): FieldViolation[] {
  return [
    ...(teacher === '' ? [{ field: 'student.teacher', description: 'is required' }] : []),
    ...(bitext.length === 0 ? [{ field: 'student.bitext', description: 'is empty' }] : []),
    ...bitext.flatMap(({ dataset, language }, place) =>
      sourceViolations(`student.bitext[${place}]`, dataset, language),
    ),
    ...evaluationDatasets.flatMap((dataset, place) => nameViolations(`student.evaluation_datasets[${place}]`, dataset)),
    ...(objectives.length === 0 ? [] : violationsOf(() => validateObjectives(objectives), 'student.')),
  ];
}

function teacherChecks(task: TeacherTask): Check[] {
  const { data, queryTokens, passageTokens, hardNegatives, temperature, initialWeights } = task;
  return [
    ['teacher.query_tokens', queryTokens, whole(4, 512)],
    ['teacher.passage_tokens', passageTokens, whole(8, 512)],
    ['teacher.hard_negatives', hardNegatives, whole(0, 32)],
    ['teacher.temperature', temperature, real(0, Number.MAX_VALUE, 'least')],
    ...data.flatMap(({ maxExamples, weight }, place): Check[] => [
      [`teacher.data[${place}].max_examples`, maxExamples, whole(0, Number.MAX_SAFE_INTEGER)],
      [`teacher.data[${place}].weight`, weight, real(0, Number.MAX_VALUE)],
    ]),
    ...('architecture' in initialWeights
      ? ([
          ['teacher.architecture.layers', initialWeights.architecture.layers, whole(1, 48)],
          ['teacher.architecture.hidden_size', initialWeights.architecture.hiddenSize, whole(16, 4096)],
          ['teacher.architecture.attention_heads', initialWeights.architecture.attentionHeads, whole(1, 64)],
          ['teacher.architecture.intermediate_size', initialWeights.architecture.intermediateSize, whole(16, 16_384)],
          ['teacher.architecture.dims', initialWeights.architecture.dims, whole(8, 4096)],
        ] satisfies Check[])
      : []),
  ];
}

function teacherViolations({ data, initialWeights, freezePassages }: TeacherTask): FieldViolation[] {
  const isNew = 'architecture' in initialWeights;
  const { hiddenSize = 0, attentionHeads = 1 } = isNew ? initialWeights.architecture : {};
  return [
    ...(data.length === 0 ? [{ field: 'teacher.data', description: 'is empty' }] : []),
    ...data.flatMap(({ dataset, language }, place) => sourceViolations(`teacher.data[${place}]`, dataset, language)),
    ...(hiddenSize % attentionHeads === 0
      ? []
      : [
          {
            field: 'teacher.architecture.hidden_size',
            description: `${hiddenSize} is not a multiple of the ${attentionHeads} attention heads`,
          },
        ]),
    ...(freezePassages && isNew
      ? [{ field: 'teacher.freeze_passages', description: 'needs an initial model, whose passage vectors are kept' }]
      : []),
  ];
}

function sourceViolations(field: string, dataset: string, language: string): FieldViolation[] {
  return [
    ...nameViolations(`${field}.dataset`, dataset),
    ...(isLanguage(language)
      ? []
      : [{ field: `${field}.language`, description: `${JSON.stringify(language)} is no BCP 47 language tag` }]),
  ];
}

function nameViolations(field: string, name: string): FieldViolation[] {
  if (name === '') return [{ field, description: 'is required' }];
  return /[/\\]/.test(name) ? [{ field, description: `${JSON.stringify(name)} is a path, not a name` }] : [];
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

function outOfRange([field, value, { least, greatest, open, whole: isWhole = false }]: Check): FieldViolation[] {
  const above = open === 'least' ? value > least : value >= least;
  const below = open === 'greatest' ? value < greatest : value <= greatest;
  if (above && below && Number.isFinite(value) && (!isWhole || Number.isInteger(value))) return [];
  const interval = `${open === 'least' ? '(' : '['}${least}, ${greatest}${open === 'greatest' ? ')' : ']'}`;
  return [{ field, description: `${value} is not a ${isWhole ? 'whole ' : ''}number in ${interval}` }];
}

function ascending(steps: readonly number[]): FieldViolation[] {
  const wrong = steps.findIndex(
    (step, place) => !Number.isInteger(step) || step < 0 || step <= (steps[place - 1] ?? -1),
  );
  if (wrong === -1) return [];
  return [
    {
      field: `checkpoints.snapshot_steps[${wrong}]`,
      description: `${steps[wrong]!} is not a whole number above its predecessor`,
    },
  ];
}

function violationsOf(check: () => unknown, prefix = ''): FieldViolation[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof OpticalError)) throw error;
    const violations = error.details.fieldViolations ?? [];
    return violations.map(({ field, description }) => ({ field: prefix + field, description }));
  }
}
