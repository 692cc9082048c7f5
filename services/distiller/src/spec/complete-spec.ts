import type {
  ArchitectureSpec__Output,
  BatchSpec__Output,
  CheckpointSpec__Output,
  InitializationSpec__Output,
  JobSpec__Output,
  OptimizerSpec__Output,
  ScheduleSpec__Output,
  StudentSpec__Output,
  TeacherSpec__Output,
  WeightedObjective__Output,
} from '@optical/contracts/distiller';

/** A specification without presets, as it is kept with the job: reading it again changes nothing. */
export type CompleteSpec = JobSpec__Output & {
  readonly optimizer: OptimizerSpec__Output;
  readonly schedule: ScheduleSpec__Output;
  readonly batch: BatchSpec__Output;
  readonly checkpoints: CheckpointSpec__Output;
};

const or = (value: number | undefined, preset: number): number => (value === undefined || value === 0 ? preset : value);

/** Fills in every default that the contract names. What is missing or out of range is left for the check. */
export function completeSpec(spec: JobSpec__Output): CompleteSpec {
  const { teacher, student } = spec;
  return {
    ...spec,
    ...(teacher && { teacher: completeTeacher(teacher) }),
    ...(student && { student: completeStudent(student) }),
    optimizer: completeOptimizer(spec.optimizer),
    schedule: completeSchedule(spec.schedule),
    batch: { examples: or(spec.batch?.examples, 32), accumulation: or(spec.batch?.accumulation, 1) },
    checkpoints: completeCheckpoints(spec.checkpoints),
    maxAttempts: or(spec.maxAttempts, 3),
  };
}

function completeOptimizer(given: OptimizerSpec__Output | null): OptimizerSpec__Output {
  return {
    learningRate: or(given?.learningRate, 1e-4),
    beta1: given?.beta1 ?? 0.9,
    beta2: given?.beta2 ?? 0.999,
    epsilon: or(given?.epsilon, 1e-8),
    weightDecay: given?.weightDecay ?? 0.01,
    maxGradientNorm: given?.maxGradientNorm ?? 1,
    dropout: given?.dropout ?? 0,
  };
}

function completeSchedule(given: ScheduleSpec__Output | null): ScheduleSpec__Output {
  const decay = given?.decay ?? 'LEARNING_RATE_DECAY_UNSPECIFIED';
  return {
    steps: given?.steps ?? 0,
    ...(given?.warmupSteps !== undefined && { warmupSteps: given.warmupSteps }),
    decay: decay === 'LEARNING_RATE_DECAY_UNSPECIFIED' ? 'LEARNING_RATE_DECAY_LINEAR' : decay,
    maxSeconds: given?.maxSeconds ?? 0,
    patience: given?.patience ?? 0,
  };
}

function completeCheckpoints(given: CheckpointSpec__Output | null): CheckpointSpec__Output {
  return {
    everySteps: given?.everySteps ?? 0,
    everySeconds: or(given?.everySeconds, 60),
    heldOutEverySteps: given?.heldOutEverySteps ?? 0,
    snapshotSteps: given?.snapshotSteps ?? [],
    snapshots: given?.snapshots ?? 8,
  };
}

function completeTeacher(given: TeacherSpec__Output): TeacherSpec__Output {
  return {
    ...given,
    ...(given.architecture && { architecture: completeArchitecture(given.architecture) }),
    queryTokens: or(given.queryTokens, 32),
    passageTokens: or(given.passageTokens, 180),
    temperature: or(given.temperature, 1),
  };
}

function completeArchitecture(given: ArchitectureSpec__Output): ArchitectureSpec__Output {
  const hiddenSize = or(given.hiddenSize, 256);
  return {
    vocabulary: given.vocabulary,
    layers: or(given.layers, 4),
    hiddenSize,
    attentionHeads: or(given.attentionHeads, 4),
    intermediateSize: or(given.intermediateSize, 4 * hiddenSize),
    dims: or(given.dims, 128),
  };
}

function completeStudent(given: StudentSpec__Output): StudentSpec__Output {
  const { longPairs } = given;
  return {
    ...given,
    objectives: given.objectives.map(completeObjective),
    initialization: given.initialization && completeInitialization(given.initialization),
    maxTokens: or(given.maxTokens, 32),
    longPairs: longPairs === 'LONG_PAIR_POLICY_UNSPECIFIED' ? 'LONG_PAIR_POLICY_SKIP' : longPairs,
    heldOutPairs: given.heldOutPairs ?? 256,
  };
}

function completeInitialization(given: InitializationSpec__Output): InitializationSpec__Output {
  const { aligned } = given;
  if (!aligned) return given;
  return {
    ...given,
    aligned: {
      iterations: or(aligned.iterations, 5),
      minProbability: aligned.minProbability ?? 0.05,
      keepEqualTokens: aligned.keepEqualTokens ?? true,
      maxPairs: aligned.maxPairs,
      ...(aligned.extendVocabulary !== undefined && { extendVocabulary: aligned.extendVocabulary }),
    },
  };
}

/** Settings that an objective has are spelled out; those of the transport problem have presets by objective. */
function completeObjective(given: WeightedObjective__Output): WeightedObjective__Output {
  const { objective, transport, softmax, greedy } = given;
  const completed = { ...given, weight: or(given.weight, 1) };
  if (softmax) return { ...completed, softmax: { ...softmax, temperature: or(softmax.temperature, 1) } };
  if (greedy || !transport) return completed;
  const marginal = (name: typeof transport.studentMarginal) =>
    name === 'MARGINAL_UNSPECIFIED' ? 'MARGINAL_UNIFORM_TOKENS' : name;
  const marginals = {
    ...transport,
    studentMarginal: marginal(transport.studentMarginal),
    teacherMarginal: marginal(transport.teacherMarginal),
  };
  // The assignment reads the marginals only.
  if (objective === 'OBJECTIVE_ASSIGNMENT') return { ...completed, transport: marginals };
  const isProximal = objective === 'OBJECTIVE_OT_IPOT';
  return {
    ...completed,
    transport: {
      ...marginals,
      regularization: or(transport.regularization, isProximal ? 0.5 : 0.02),
      iterations: or(transport.iterations, 50),
      innerIterations: isProximal ? or(transport.innerIterations, 1) : transport.innerIterations,
      marginalPenalty:
        objective === 'OBJECTIVE_OT_UNBALANCED' ? or(transport.marginalPenalty, 1) : transport.marginalPenalty,
    },
  };
}
