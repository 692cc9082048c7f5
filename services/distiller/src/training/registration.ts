import { lineageRoles, modelKind } from '@optical/artifacts';
import type { ArtifactRegistry, ArtifactVersion, LineageInput } from '@optical/artifacts';
import type { EncoderCheckpoint } from '@optical/checkpoints';
import { publishModel } from '@optical/encoding';
import type { TrainingPlan } from '@optical/training';
import type { DistillerJob } from '../queue/job-document.ts';
import { registerInputs } from './register-data.ts';

/**
 * Registers weights of a job's training; those that it has registered before get the other name, too.
 * @param name registry name @param step optimisation steps behind them
 */
export type Register = (name: string, step: number, checkpoint: EncoderCheckpoint) => Promise<ArtifactVersion>;

/** Snapshots have a name of their own, so that the newest version of a job's name is always a result. */
export const snapshotName = (outputName: string): string => `${outputName}/snapshots`;

/** Models of one job get its lineage, its lengths and, students, the space of their teacher. */
export async function registration(
  artifacts: ArtifactRegistry,
  job: DistillerJob,
  plan: TrainingPlan,
): Promise<Register> {
  const publish = await publication(artifacts, job, plan);
  const registered = new WeakMap<EncoderCheckpoint['parameters'], ArtifactVersion>();
  return async (name, step, checkpoint) => {
    const known = registered.get(checkpoint.parameters);
    if (known) return artifacts.addName(name, `${known.name}@${known.digest}`);
    const version = await publish(name, step, checkpoint);
    registered.set(checkpoint.parameters, version);
    return version;
  };
}

async function publication(artifacts: ArtifactRegistry, job: DistillerJob, plan: TrainingPlan): Promise<Register> {
  const { task, seed } = plan.spec;
  const inputs = await registerInputs(artifacts, plan);
  const lineageOf = (step: number): LineageInput => ({
    inputs,
    configuration: JSON.parse(JSON.stringify(job.spec)) as NonNullable<LineageInput['configuration']>,
    seed,
    jobId: job.id,
    step,
  });
  if (task.kind === 'teacher') {
    const languages = [...new Set(task.data.map(({ language }) => language))];
    const retrieval = { queryTokens: task.queryTokens, passageTokens: task.passageTokens };
    return async (name, step, source) => {
      const lineage = lineageOf(step);
      return (await publishModel(artifacts, { name, purpose: 'teacher', source, languages, retrieval, lineage }))
        .version;
    };
  }
  const languages = [...new Set(task.bitext.map(({ language }) => language))];
  // How long queries may be, which is more than trainings read, stands in the checkpoint.
  const retrieval = { queryAugmentation: task.queryAugmentation };
  const teacher = inputs.find(({ role }) => role === lineageRoles.teacher)!;
  return async (name, step, source) => {
    const { metadata } = await artifacts.find(`${teacher.name}@${teacher.digest}`, modelKind);
    const { fingerprint } = metadata.space;
    const lineage = lineageOf(step);
    const student = { name, purpose: 'student', source, languages, retrieval, fingerprint, lineage } as const;
    return (await publishModel(artifacts, student)).version;
  };
}
