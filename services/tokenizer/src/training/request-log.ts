import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { invalidArgument, OpticalError } from '@optical/errors';
import { z } from 'zod';

const recordSchema = z.object({ specification: z.string(), reference: z.string() });

/**
 * What trainings with a request identifier have led to. A file per identifier; a training that died in between has none
 * and is repeated, which gives the same version.
 */
export class RequestLog {
  readonly #folder: string;
  readonly #running = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * @param specification in a canonical form
   * @returns the reference that an earlier training with this identifier led to
   * @throws OpticalError invalid-argument when that one had another specification
   */
  async find(requestId: string, specification: string): Promise<string | undefined> {
    const text = await readFile(this.#fileOf(requestId), 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return undefined;
    const record = recordSchema.parse(JSON.parse(text));
    if (record.specification === specification) return record.reference;
    const description = `${JSON.stringify(requestId)} belongs to a training with another specification`;
    throw invalidArgument({ field: 'request_id', description });
  }

  /** @throws OpticalError aborted while another training with this identifier runs */
  begin(requestId: string): Disposable {
    if (this.#running.has(requestId)) {
      throw new OpticalError('aborted', `a training with the request_id ${JSON.stringify(requestId)} is running`);
    }
    this.#running.add(requestId);
    return { [Symbol.dispose]: () => void this.#running.delete(requestId) };
  }

  /** Keeps what a training led to. */
  async add(requestId: string, specification: string, reference: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const temporary = path.join(this.#folder, `${randomUUID()}.tmp`);
    await writeFile(temporary, JSON.stringify({ specification, reference }), { flush: true });
    await rename(temporary, this.#fileOf(requestId));
  }

  #fileOf(requestId: string): string {
    return path.join(this.#folder, `${createHash('sha256').update(requestId).digest('hex')}.json`);
  }
}
