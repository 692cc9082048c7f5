import path from 'node:path';
import type { ArtifactRegistry } from '@optical/artifacts';
import { readEncoderCheckpoint } from '@optical/checkpoints';
import { initialiseParameters } from '@optical/encoder';
import { publishModel } from '@optical/encoding';

const fixtures = path.resolve(import.meta.dirname, '../../../../libs/adapters/checkpoints/fixtures');

/** What a published model is known by. */
export interface PublishedModel {
  readonly name: string;
  readonly digest: string;
  readonly fingerprint: string;
}

/** A teacher of tiny-bert's shape with weights drawn by a seed. */
export async function publishTeacher(artifacts: ArtifactRegistry, name: string, seed: number): Promise<PublishedModel> {
  const source = await tinyCheckpoint(seed);
  const { version, metadata } = await publishModel(artifacts, { name, purpose: 'teacher', languages: ['en'], source });
  return { name, digest: version.digest, fingerprint: metadata.space.fingerprint };
}

/** A student of that teacher, which has the alias `production` from now on. */
export async function publishStudent(
  artifacts: ArtifactRegistry,
  language: string,
  teacher: PublishedModel,
  seed: number,
): Promise<PublishedModel> {
  const name = `student/${language}`;
  const { fingerprint } = teacher;
  const { version } = await publishModel(artifacts, {
    name,
    purpose: 'student',
    languages: [language],
    source: await tinyCheckpoint(seed),
    fingerprint,
    lineage: { inputs: [{ role: 'teacher', name: teacher.name, digest: teacher.digest }] },
  });
  const { digest } = version;
  await artifacts.setAlias({ name, alias: 'production', digest });
  return { name, digest, fingerprint };
}

export async function tinyCheckpoint(seed: number) {
  const tiny = await readEncoderCheckpoint(path.join(fixtures, 'tiny-bert'));
  return { ...tiny, parameters: initialiseParameters(tiny.architecture, seed) };
}
