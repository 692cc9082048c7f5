import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';

const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);

const referenceSchema = z.object({ name: z.string(), digest: digestSchema });

const lineageSchema = z.object({
  /** Artifacts it was made from, by their part: `teacher`, `vocabulary`, `initial-model`, `data`. */
  inputs: z.array(referenceSchema.extend({ role: z.string().min(1) })).default([]),
  /** What it was made with: a job's specification, the options of an import. */
  configuration: z.json().optional(),
  seed: z.int().nonnegative().optional(),
  /** Job that made it. */
  jobId: z.string().optional(),
  /** Optimisation steps behind it. */
  step: z.int().nonnegative().optional(),
  /** Version of the software that made it (SemVer and commit). */
  codeVersion: z.string().optional(),
});

const fileSchema = z.object({
  path: z.string(),
  size: z.int().nonnegative(),
  sha256: digestSchema,
});

const manifestSchema = z.object({
  format: z.literal('optical-artifact/1'),
  kind: z.string(),
  files: z.array(fileSchema),
  metadata: z.json(),
  lineage: lineageSchema,
});

/** A version of another artifact. */
export type ArtifactReference = z.infer<typeof referenceSchema>;

/** Where an artifact comes from; enough to make it again. */
export type Lineage = z.infer<typeof lineageSchema>;

/** A lineage as it is given: everything may be left out. */
export type LineageInput = z.input<typeof lineageSchema>;

/** One file: path with forward slashes, bytes, sha256 in hexadecimal digits. */
export type ManifestFile = z.infer<typeof fileSchema>;

/** All there is to an artifact, without its name and time: equal content is one artifact wherever it is published. */
export type Manifest = z.infer<typeof manifestSchema>;

export interface SealedManifest {
  readonly manifest: Manifest;
  readonly bytes: Uint8Array;
  /** sha256 of the bytes. */
  readonly digest: string;
}

/** @throws OpticalError `invalid-argument` when metadata or lineage hold what JSON cannot. */
export function sealManifest(
  content: Omit<Manifest, 'format' | 'metadata' | 'lineage'> & { metadata: unknown; lineage: LineageInput },
): SealedManifest {
  const metadata = JSON.parse(canonicalJson(content.metadata)) as unknown;
  const lineage = JSON.parse(canonicalJson(content.lineage, 'lineage')) as unknown;
  const manifest = manifestSchema.parse({ ...content, metadata, lineage, format: 'optical-artifact/1' });
  const bytes = Buffer.from(canonicalJson(manifest, 'manifest'));
  return { manifest, bytes, digest: sha256(bytes) };
}

/** Reads a manifest; undefined when the bytes are not those of the digest or no manifest. */
export function openManifest(bytes: Uint8Array, digest: string): Manifest | undefined {
  if (sha256(bytes) !== digest) return undefined;
  const parsed = manifestSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  return parsed.success ? parsed.data : undefined;
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
