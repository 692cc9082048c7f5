import { z } from 'zod';
import type { ArtifactKind } from '../registry/artifact.ts';

const runMetadata = z.object({
  /** Job or study that it records. */
  id: z.string().min(1),
  outcome: z.enum(['succeeded', 'failed', 'cancelled']),
  /** Numbers that sum it up, such as `ndcg@10`, by name. */
  metrics: z.record(z.string(), z.number()),
});

export type RunMetadata = z.infer<typeof runMetadata>;

/** What a training job or an evaluation left: reports, curves, rankings. */
export const runKind: ArtifactKind<RunMetadata> = { name: 'run', metadata: runMetadata };
