import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { invalidArgument } from '@optical/errors';
import { fromSystemError } from '../files/file-errors.ts';
import { unfinishedPrefix, writeDirectory } from '../files/write-directory.ts';
import { writeDurably } from '../files/write-durably.ts';
import type { FileDigest } from '../files/write-durably.ts';
import { writeSafetensors } from '../safetensors/write-safetensors.ts';
import { checkpointName, listNames } from './checkpoint-name.ts';
import { writeManifest } from './manifest.ts';
import { tensorParts } from './training-state.ts';
import type { TrainingState } from './training-state.ts';

/** Folders that begin so are on their way out. */
const removedPrefix = '.removing-';

/**
 * Saves a checkpoint as a new folder of `directory` and then removes all but the last `keep` saved. The folder appears
 * complete and on the disk (fsync, then rename) or not at all, whenever the process or the machine stops. One process
 * at a time may save into a directory: it clears away what a killed one left behind. The tensors must not change until
 * the promise resolves.
 *
 * @param keep at least 1; 2 or more survive a disk that damages the last one.
 * @returns the path of the new folder.
 * @throws OpticalError `out-of-range` when a tensor is not finite; what was saved before stays.
 */
export async function saveTrainingCheckpoint(directory: string, state: TrainingState, keep: number): Promise<string> {
  requireWhole('keep', keep, 1);
  requireWhole('step', state.step, 0);
  try {
    await mkdir(directory, { recursive: true });
    await removeLeftovers(directory);
    const saved = await listNames(directory);
    const target = path.join(directory, checkpointName((saved[0]?.sequence ?? 0) + 1, state.step));
    await writeDirectory(target, (folder) => writeState(folder, state));
    for (const { name } of saved.slice(keep - 1)) await remove(directory, name);
    return target;
  } catch (error) {
    throw fromSystemError(directory, error);
  }
}

async function writeState(folder: string, state: TrainingState): Promise<void> {
  const files: Record<string, FileDigest> = {};
  for (const part of tensorParts) {
    const name = `${part}.safetensors`;
    files[name] = await writeSafetensors(path.join(folder, name), state[part]);
  }
  const { step, generator, dataPosition, metadata } = state;
  const json = JSON.stringify({ step, generator, dataPosition, metadata }, undefined, 2);
  files['state.json'] = await writeDurably(path.join(folder, 'state.json'), [new TextEncoder().encode(`${json}\n`)]);
  await writeManifest(folder, files);
}

/** Renames first, so that a folder that is half removed is never taken for a checkpoint. */
async function remove(directory: string, name: string): Promise<void> {
  const removed = path.join(directory, removedPrefix + name);
  await rename(path.join(directory, name), removed);
  await rm(removed, { recursive: true });
}

async function removeLeftovers(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const isLeftover = name.startsWith(unfinishedPrefix) || name.startsWith(removedPrefix);
    if (isLeftover) await rm(path.join(directory, name), { recursive: true });
  }
}

function requireWhole(field: string, value: number, minimum: number): void {
  if (Number.isSafeInteger(value) && value >= minimum) return;
  throw invalidArgument({ field, description: `${value} is no whole number of at least ${minimum}` });
}
