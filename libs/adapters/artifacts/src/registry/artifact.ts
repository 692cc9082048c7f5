import type { z } from 'zod';
import type { Lineage, Manifest } from '../manifest/manifest.ts';

/** A kind of artifact and what its metadata looks like. */
export interface ArtifactKind<M> {
  /** `vocabulary`, `model`, `dataset`, `run`; any word of a-z, 0-9 and -. */
  readonly name: string;
  readonly metadata: z.ZodType<M>;
}

/** One immutable version of a name. */
export interface ArtifactVersion {
  readonly name: string;
  /** sha256 of the manifest, 64 hexadecimal digits. */
  readonly digest: string;
  readonly kind: string;
  readonly createTime: Date;
  /** Alias through which it was found. */
  readonly alias?: string;
}

/** A version with what its manifest says. */
export interface Artifact<M = unknown> {
  readonly version: ArtifactVersion;
  readonly manifest: Manifest;
  readonly metadata: M;
  readonly lineage: Lineage;
}

/** A version with its files on this machine, checked against the manifest. They are read-only: copy what you change. */
export interface LocalArtifact<M = unknown> extends Artifact<M> {
  /** Absolute path of the folder that holds the files. */
  readonly directory: string;
}

/** An alias and where it points. */
export interface ArtifactAlias {
  readonly alias: string;
  readonly digest: string;
  /** Where a roll-back goes; unset when there is nowhere. */
  readonly previousDigest?: string;
  readonly updateTime: Date;
}
