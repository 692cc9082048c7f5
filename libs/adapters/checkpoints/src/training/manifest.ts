import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { damaged, fromSystemError } from '../files/file-errors.ts';
import { maximumDescriptionBytes, parseJson } from '../files/parse-json.ts';
import { readLimited } from '../files/read-limited.ts';
import { writeDurably } from '../files/write-durably.ts';
import type { FileDigest } from '../files/write-durably.ts';

const manifestName = 'manifest.json';

const digestSchema = z.object({ bytes: z.int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const manifestSchema = z.object({ version: z.literal(1), files: z.record(z.string().regex(/^[\w.]+$/), digestSchema) });

export type Digests = Readonly<Record<string, FileDigest>>;

/** Writes the last file of a checkpoint: what the others contain. */
export async function writeManifest(folder: string, files: Digests): Promise<void> {
  const json = `${JSON.stringify({ version: 1, files }, undefined, 2)}\n`;
  await writeDurably(path.join(folder, manifestName), [new TextEncoder().encode(json)]);
}

/**
 * Reads the manifest and checks that every file is there with its length.
 *
 * @throws OpticalError `not-found` or `data-loss` that names the file.
 */
export async function readManifest(folder: string): Promise<Digests> {
  const file = path.join(folder, manifestName);
  const { files } = parseJson(await readLimited(file, maximumDescriptionBytes), manifestSchema, file);
  for (const [name, { bytes }] of Object.entries(files)) {
    const listed = path.join(folder, name);
    const { size } = await stat(listed).catch((error: unknown) => {
      throw fromSystemError(listed, error);
    });
    if (size !== bytes) throw damaged({ file: listed, problem: `has ${size} bytes, the manifest says ${bytes}` });
  }
  return files;
}

/** @throws OpticalError `data-loss` when the content of a file is not what the manifest says. */
export async function verifyDigests(folder: string, files: Digests): Promise<void> {
  for (const [name, { sha256 }] of Object.entries(files)) {
    const file = path.join(folder, name);
    const found = await hashFile(file);
    if (found !== sha256) throw damaged({ file, problem: `has sha256 ${found}, the manifest says ${sha256}` });
  }
}

async function hashFile(file: string): Promise<string> {
  await using handle = await open(file, 'r');
  const hash = createHash('sha256');
  const buffer = new Uint8Array(2 ** 22);
  for (;;) {
    const { bytesRead } = await handle.read(buffer);
    if (bytesRead === 0) return hash.digest('hex');
    hash.update(buffer.subarray(0, bytesRead));
  }
}
