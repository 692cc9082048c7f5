import type {
  InitializationSpec__Output,
  StudentSpec__Output,
  TeacherSpec__Output,
  TransportSettings__Output,
  WeightedObjective__Output,
} from '@optical/contracts/distiller';
import type { Marginal, TransportSettings, WeightedObjective } from '@optical/distillation';
import type { FieldViolation } from '@optical/errors';
import type { Initialization, StudentTask, TeacherTask, TrainingSpec } from '@optical/training';
import type { CompleteSpec } from './complete-spec.ts';
import { alarmActionOf, alarmKindOf, objectiveOf } from './names.ts';

const marginals: Readonly<Record<string, Marginal>> = {
  MARGINAL_UNIFORM_POSITIONS: 'uniform-positions',
  MARGINAL_UNIFORM_TOKENS: 'uniform-tokens',
  MARGINAL_INVERSE_DOCUMENT_FREQUENCY: 'inverse-document-frequency',
};

const decays = {
  LEARNING_RATE_DECAY_UNSPECIFIED: 'linear',
  LEARNING_RATE_DECAY_CONSTANT: 'constant',
  LEARNING_RATE_DECAY_LINEAR: 'linear',
  LEARNING_RATE_DECAY_COSINE: 'cosine',
} as const;

/**
 * A completed specification as the training reads it. What is not set but required is told; ranges are checked by the
 * training itself (`validateSpec`).
 * @param violations gets what is missing
 */
export function toTrainingSpec(spec: CompleteSpec, violations: FieldViolation[] = []): TrainingSpec | undefined {
  const { seed, optimizer, schedule, batch, checkpoints } = spec;
  const alarms = spec.alarms.flatMap(({ kind, action, threshold }, place) => {
    const name = alarmKindOf(kind);
    if (name === undefined) {
      violations.push({ field: `alarms[${place}].kind`, description: 'is required' });
      return [];
    }
    const what = alarmActionOf(action);
    return [{ kind: name, ...(what && { action: what }), ...(threshold !== undefined && { threshold }) }];
  });
  const task = readTask(spec, violations);
  if (task === undefined || violations.length > 0) return undefined;
  return {
    seed,
    task,
    optimizer: {
      learningRate: optimizer.learningRate,
      beta1: optimizer.beta1!,
      beta2: optimizer.beta2!,
      epsilon: optimizer.epsilon,
      weightDecay: optimizer.weightDecay!,
      maxGradientNorm: optimizer.maxGradientNorm!,
      dropout: optimizer.dropout,
    },
    schedule: {
      steps: schedule.steps,
      warmupSteps: schedule.warmupSteps,
      decay: decays[schedule.decay],
      maxSeconds: schedule.maxSeconds,
      patience: schedule.patience,
    },
    batch: { examples: batch.examples, accumulation: batch.accumulation },
    checkpoints: {
      everySteps: checkpoints.everySteps,
      everySeconds: checkpoints.everySeconds,
      heldOutEverySteps: checkpoints.heldOutEverySteps,
      snapshotSteps: checkpoints.snapshotSteps,
      snapshots: checkpoints.snapshots!,
    },
    alarms,
  };
}

function readTask(
  { teacher, student }: CompleteSpec,
  violations: FieldViolation[],
): TeacherTask | StudentTask | undefined {
  if (teacher) return readTeacher(teacher, violations);
  if (student) return readStudent(student, violations);
  violations.push({ field: 'kind', description: 'is required: teacher or student' });
  return undefined;
}

function readTeacher(spec: TeacherSpec__Output, violations: FieldViolation[]): TeacherTask | undefined {
  const { data, initialModel, architecture, ...settings } = spec;
  const { freezePassages, queryTokens, passageTokens, hardNegatives, temperature, allowEvaluationData } = settings;
  const initialWeights = architecture ? { architecture } : initialModel ? { model: initialModel } : undefined;
  if (initialWeights === undefined) {
    violations.push({ field: 'teacher.initial_weights', description: 'is required: initial_model or architecture' });
    return undefined;
  }
  return {
    kind: 'teacher',
    data,
    initialWeights,
    freezePassages,
    queryTokens,
    passageTokens,
    hardNegatives,
    temperature,
    allowEvaluationData,
  };
}

function readStudent(spec: StudentSpec__Output, violations: FieldViolation[]): StudentTask | undefined {
  const initialization = spec.initialization && readInitialization(spec.initialization);
  if (!initialization)
    violations.push({
      field: 'student.initialization',
      description: 'is required: teacher, checkpoint or aligned',
    });
  const objectives = spec.objectives.flatMap((term, place) => {
    const objective = readObjective(term);
    if (objective === undefined)
      violations.push({ field: `student.objectives[${place}].objective`, description: 'is required' });
    return objective ?? [];
  });
  if (!initialization) return undefined;
  return {
    kind: 'student',
    teacher: spec.teacher,
    vocabulary: spec.vocabulary,
    bitext: spec.bitext,
    objectives,
    initialization,
    maxTokens: spec.maxTokens,
    longPairs: spec.longPairs === 'LONG_PAIR_POLICY_TRUNCATE' ? 'truncate' : 'skip',
    queryAugmentation: spec.queryAugmentation,
    heldOutPairs: spec.heldOutPairs!,
    evaluationDatasets: spec.evaluationDatasets,
    allowEvaluationData: spec.allowEvaluationData,
  };
}

function readInitialization({ teacher, checkpoint, aligned }: InitializationSpec__Output): Initialization | undefined {
  if (aligned)
    return {
      source: 'aligned',
      iterations: aligned.iterations,
      minProbability: aligned.minProbability!,
      keepEqualTokens: aligned.keepEqualTokens!,
      maxPairs: aligned.maxPairs,
      extendVocabulary: aligned.extendVocabulary,
    };
  if (checkpoint) return { source: 'checkpoint', model: checkpoint.model, trimVocabulary: checkpoint.trimVocabulary };
  return teacher ? { source: 'teacher' } : undefined;
}

function readObjective(term: WeightedObjective__Output): WeightedObjective | undefined {
  const objective = objectiveOf(term.objective);
  if (objective === undefined) return undefined;
  const { weight, transport, softmax, greedy } = term;
  return {
    objective,
    weight,
    ...(transport && { transport: readTransport(transport) }),
    ...(softmax && { softmax: { temperature: softmax.temperature, symmetric: softmax.symmetric } }),
    ...(greedy && { greedy: { symmetric: greedy.symmetric } }),
  };
}

/** Zeros and false are what the wire says for settings that are left out. */
function readTransport(given: TransportSettings__Output): TransportSettings {
  const { regularization, initialRegularization, iterations, innerIterations, marginalPenalty, unroll } = given;
  const studentMarginal = marginals[given.studentMarginal];
  const teacherMarginal = marginals[given.teacherMarginal];
  return {
    ...(studentMarginal && { studentMarginal }),
    ...(teacherMarginal && { teacherMarginal }),
    ...(regularization !== 0 && { regularization }),
    ...(initialRegularization !== 0 && { initialRegularization }),
    ...(iterations !== 0 && { iterations }),
    ...(innerIterations !== 0 && { innerIterations }),
    ...(marginalPenalty !== 0 && { marginalPenalty }),
    ...(unroll && { unroll }),
  };
}
