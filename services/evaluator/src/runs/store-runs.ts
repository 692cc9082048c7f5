import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { runKind } from '@optical/artifacts';
import type { ArtifactRegistry, LineageInput } from '@optical/artifacts';
import { formatRun, parseRun } from '@optical/evaluation';
import type { Run, StudyArtifact } from '@optical/evaluation';
import { failedPrecondition } from '@optical/errors';

const runFile = 'run.trec.gz';

/** What a run is registered with. */
export interface RunRecord {
  /** Registry name, such as `run/xquad/hi/student-hi`. */
  readonly name: string;
  readonly run: Run;
  /** Study or job that it belongs to; any name of what made it. */
  readonly id: string;
  /** Means by metric, such as `nDCG@10`. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly inputs: NonNullable<LineageInput['inputs']>;
}

export async function storeRun(artifacts: ArtifactRegistry, record: RunRecord): Promise<StudyArtifact> {
  const { name, run, id, metrics, inputs } = record;
  const { version } = await artifacts.publish({
    name,
    kind: runKind,
    files: (folder) => writeFile(path.join(folder, runFile), gzipSync(formatRun(run))),
    metadata: { id, outcome: 'succeeded', metrics },
    lineage: { inputs },
  });
  return { name: version.name, digest: version.digest };
}

/** @param reference `name`, `name@alias` or `name@digest` @throws OpticalError `not-found` */
export async function loadRun(
  artifacts: ArtifactRegistry,
  reference: string,
): Promise<{ readonly run: Run; readonly version: StudyArtifact }> {
  const { directory, manifest, version } = await artifacts.resolve(reference, runKind);
  if (!manifest.files.some((file) => file.path === runFile))
    throw failedPrecondition(`${version.name}@${version.digest} holds no rankings`);
  const text = gunzipSync(await readFile(path.join(directory, runFile))).toString('utf8');
  return { run: parseRun(text), version: { name: version.name, digest: version.digest } };
}
