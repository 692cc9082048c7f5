import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { modelKind } from '@optical/artifacts';
import type { ArtifactRegistry } from '@optical/artifacts';
import type { FileChunk } from '@optical/contracts/common';
import { exhausted } from '@optical/errors';
import type { ExportKind } from './export-task.ts';
import { readFileChunks } from './file-chunks.ts';
import { runExport } from './run-export.ts';

/** Exports at a time: each holds a model twice in memory while it is converted. */
const mostExports = 2;

/** Converts stored models in a folder of its own and streams what came of it. */
export class ModelExporter {
  readonly #artifacts: ArtifactRegistry;
  readonly #folder: string;
  #swept: Promise<void> | undefined;
  #running = 0;

  /** `folder` belongs to this exporter alone: what an earlier process left there is removed. */
  constructor(artifacts: ArtifactRegistry, folder: string) {
    this.#artifacts = artifacts;
    this.#folder = folder;
  }

  /** @throws OpticalError not-found, failed-precondition, data-loss; exhausted while others export; cancelled */
  async *export(reference: string, kind: ExportKind, signal: AbortSignal): AsyncGenerator<FileChunk> {
    if (this.#running >= mostExports) throw exhausted(`${mostExports} models are being exported already`, 5_000);
    this.#running += 1;
    const target = path.join(this.#folder, randomUUID());
    try {
      const { directory } = await this.#artifacts.resolve(reference, modelKind);
      await (this.#swept ??= rm(this.#folder, { recursive: true, force: true }));
      await mkdir(this.#folder, { recursive: true });
      await runExport({ directory, kind, target }, signal);
      yield* readFileChunks(target);
    } finally {
      this.#running -= 1;
      await rm(target, { recursive: true, force: true });
    }
  }
}
