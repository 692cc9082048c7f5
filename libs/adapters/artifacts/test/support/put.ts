import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Artifact, ArtifactKind, ArtifactRegistry, LineageInput } from '../../src/index.ts';

export const anyKind: ArtifactKind<unknown> = { name: 'any', metadata: z.unknown() };

/** Publishes a file `text`. */
export const put = (
  registry: ArtifactRegistry,
  name: string,
  text: string,
  options: { readonly kind?: ArtifactKind<unknown>; readonly lineage?: LineageInput } = {},
): Promise<Artifact> =>
  registry.publish({
    kind: anyKind,
    ...options,
    name,
    metadata: {},
    files: (folder) => {
      writeFileSync(path.join(folder, 'text'), text);
      return Promise.resolve();
    },
  });

/** A lineage with one input. */
export const madeFrom = ({ version: { name, digest } }: Artifact): LineageInput => ({
  inputs: [{ role: 'data', name, digest }],
});
