import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { modelKind, parseReference, tokenizerFileName, vocabularyKind } from '@optical/artifacts';
import type { ArtifactRegistry, ArtifactVersion, Reference } from '@optical/artifacts';
import { failedPrecondition, invalidArgument, OpticalError } from '@optical/errors';
import { inSpan } from '@optical/telemetry';
import type { Instruments, Telemetry } from '@optical/telemetry';
import { loadTokenizer } from '@optical/tokenizers';
import type { TextTokenizer } from '@optical/tokenizers';
import { tokenizerSpans } from '../telemetry.ts';
import type { tokenizerMetrics } from '../telemetry.ts';
import { memoryOf, segmentationOf } from './memory-of.ts';

/** A vocabulary that can be used. */
export interface OpenVocabulary {
  readonly version: ArtifactVersion;
  readonly tokenizer: TextTokenizer;
}

interface Entry {
  readonly version: ArtifactVersion;
  readonly tokenizer: Promise<TextTokenizer>;
  bytes: number;
}

export interface VocabularyStoreOptions {
  readonly artifacts: ArtifactRegistry;
  readonly telemetry: Telemetry;
  readonly metrics: Pick<Instruments<typeof tokenizerMetrics>, 'loads' | 'evictions'>;
  readonly memoryLimitBytes: number;
}

/** Vocabularies in memory, of which the ones not used for longest make room for others. */
export class VocabularyStore {
  readonly #options: VocabularyStoreOptions;
  /** By digest, in the order of their last use. */
  readonly #entries = new Map<string, Entry>();

  constructor(options: VocabularyStoreOptions) {
    this.#options = options;
  }

  /**
   * @param reference `name`, `name@alias` or `name@digest`
   * @throws OpticalError not-found, failed-precondition (no vocabulary), exhausted (larger than the memory limit)
   */
  async open(reference: string): Promise<OpenVocabulary> {
    const version = this.#byDigest(requireReference(reference));
    return this.#use(version ?? (await this.#options.artifacts.find(reference, vocabularyKind)).version);
  }

  /**
   * Opens a vocabulary, or the tokenizer that comes with a model.
   * @throws OpticalError as `open`
   */
  async openTokenizer(reference: string): Promise<OpenVocabulary> {
    requireReference(reference);
    const { version } = await this.#options.artifacts.find(reference);
    return version.kind === modelKind.name ? this.#use(version) : this.open(reference);
  }

  /** A vocabulary in memory whose digest is named in full: what that means never changes, so no store need be asked. */
  #byDigest({ name, selector = '' }: Reference): ArtifactVersion | undefined {
    const version = this.#entries.get(selector)?.version;
    const isMeant = version?.name === name && version.kind === vocabularyKind.name && version.alias === undefined;
    return isMeant ? version : undefined;
  }

  async #use(version: ArtifactVersion): Promise<OpenVocabulary> {
    let entry = this.#entries.get(version.digest);
    if (entry) this.#entries.delete(version.digest);
    else entry = { version, tokenizer: this.#load(version), bytes: 0 };
    this.#entries.set(version.digest, entry);
    try {
      return { version, tokenizer: await entry.tokenizer };
    } catch (error) {
      if (this.#entries.get(version.digest) === entry) this.#entries.delete(version.digest);
      throw error;
    }
  }

  /** What is in memory, last used first. */
  loaded(): ArtifactVersion[] {
    return [...this.#entries.values()].map(({ version }) => version).reverse();
  }

  /** Estimated memory of all of them. */
  get bytes(): number {
    let sum = 0;
    for (const { bytes } of this.#entries.values()) sum += bytes;
    return sum;
  }

  async #load(version: ArtifactVersion): Promise<TextTokenizer> {
    const { artifacts, telemetry, metrics, memoryLimitBytes } = this.#options;
    return inSpan(telemetry.tracer, tokenizerSpans.load, async () => {
      const { name, digest } = version;
      const { directory, metadata, manifest } = await artifacts.resolve(`${name}@${digest}`);
      if (!manifest.files.some((file) => file.path === tokenizerFileName))
        throw failedPrecondition(`the ${version.kind} ${name} has no ${tokenizerFileName}`);
      const file = path.join(directory, tokenizerFileName);
      const bytes = memoryOf(segmentationOf(version, metadata), (await stat(file)).size);
      if (bytes > memoryLimitBytes) {
        const message = `vocabulary ${name} needs about ${bytes} bytes of memory, the limit is ${memoryLimitBytes}`;
        throw new OpticalError('exhausted', message);
      }
      const tokenizer = loadTokenizer(await readFile(file));
      this.#entries.get(digest)!.bytes = bytes;
      metrics.loads.add(1);
      this.#makeRoom(digest);
      return tokenizer;
    });
  }

  /** Drops what was not used for longest; calls that still use it keep it until they end. */
  #makeRoom(needed: string): void {
    for (const [digest, { bytes }] of this.#entries) {
      if (this.bytes <= this.#options.memoryLimitBytes) return;
      if (digest === needed || bytes === 0) continue;
      this.#entries.delete(digest);
      this.#options.metrics.evictions.add(1);
    }
  }
}

function requireReference(reference: string): Reference {
  if (reference === '') throw invalidArgument({ field: 'vocabulary', description: 'is required' });
  return parseReference(reference, 'vocabulary');
}
