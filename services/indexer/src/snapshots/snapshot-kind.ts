import type { ArtifactKind } from '@optical/artifacts';
import { z } from 'zod';

const snapshotMetadata = z.object({
  collection: z.string().min(1),
  /** Version of the collection that it holds. */
  version: z.int().min(0),
  passages: z.int().min(0),
  /** Client-chosen identifier of the request that it was made by. */
  requestId: z.string().min(1),
});

export type SnapshotMetadata = z.infer<typeof snapshotMetadata>;

/** A copy of a collection: its database and the files that the database names. */
export const snapshotKind: ArtifactKind<SnapshotMetadata> = { name: 'snapshot', metadata: snapshotMetadata };
