import path from 'node:path';
import { OpticalError } from '@optical/errors';
import { z } from 'zod';
import { mismatched } from '../files/file-errors.ts';
import { parseJson } from '../files/parse-json.ts';
import { readLimited } from '../files/read-limited.ts';
import type { FloatTensor } from '../safetensors/float-tensor.ts';
import { SafetensorsFile } from '../safetensors/safetensors-file.ts';
import { listNames } from './checkpoint-name.ts';
import { readManifest, verifyDigests } from './manifest.ts';
import type { JsonValue, Tensors, TrainingState, tensorParts } from './training-state.ts';

const json: z.ZodType<JsonValue> = z.json();
const stateSchema = z.object({ step: z.int().nonnegative(), generator: json, dataPosition: json, metadata: json });

/** The largest state.json that is read, in bytes: losses of long runs go into it. */
const maximumStateBytes = 2 ** 26;

/** A checkpoint that is there but cannot be used, and why. */
export interface RejectedCheckpoint {
  readonly path: string;
  readonly reason: string;
}

export interface ResumedTraining {
  /** The last sound checkpoint; absent when there is none. */
  readonly checkpoint?: { readonly path: string; readonly state: TrainingState };
  /** Checkpoints saved after it that were passed over, last saved first: worth a warning. */
  readonly rejected: readonly RejectedCheckpoint[];
}

/** The path of the checkpoint that was saved last among those whose files are all there with their lengths. */
export async function latestTrainingCheckpoint(directory: string): Promise<string | undefined> {
  const { found } = await lastSound(directory, readManifest);
  return found?.path;
}

/**
 * Reads a checkpoint after comparing every file with its sha256.
 *
 * @throws OpticalError `not-found` or `data-loss` that names the file, `failed-precondition` when its parts do not fit
 *   each other.
 */
export async function loadTrainingCheckpoint(folder: string): Promise<TrainingState> {
  await verifyDigests(folder, await readManifest(folder));
  const file = path.join(folder, 'state.json');
  const rest = parseJson(await readLimited(file, maximumStateBytes), stateSchema, file);
  const weights = await readPart(folder, 'weights');
  const firstMoments = await readPart(folder, 'firstMoments');
  const secondMoments = await readPart(folder, 'secondMoments');
  requireMoments(folder, 'firstMoments', weights, firstMoments);
  requireMoments(folder, 'secondMoments', weights, secondMoments);
  return { ...rest, weights, firstMoments, secondMoments };
}

/** Loads the checkpoint saved last, or the one before when that is damaged, and so on; tells which were passed over. */
export async function resumeTraining(directory: string): Promise<ResumedTraining> {
  const { found, rejected } = await lastSound(directory, loadTrainingCheckpoint);
  return found === undefined ? { rejected } : { checkpoint: { path: found.path, state: found.value }, rejected };
}

async function lastSound<T>(directory: string, read: (folder: string) => Promise<T>) {
  const rejected: RejectedCheckpoint[] = [];
  for (const { name } of await listNames(directory)) {
    const folder = path.join(directory, name);
    try {
      return { found: { path: folder, value: await read(folder) }, rejected };
    } catch (error) {
      if (!(error instanceof OpticalError)) throw error;
      rejected.push({ path: folder, reason: error.message });
    }
  }
  return { rejected };
}

async function readPart(folder: string, part: (typeof tensorParts)[number]): Promise<Tensors> {
  await using file = await SafetensorsFile.open(path.join(folder, `${part}.safetensors`));
  const tensors = new Map<string, FloatTensor>();
  for (const name of file.tensors.keys()) tensors.set(name, await file.readFloats(name, { finite: true }));
  return tensors;
}

function requireMoments(folder: string, part: string, weights: Tensors, moments: Tensors): void {
  for (const [tensor, { shape }] of moments) {
    const expected = weights.get(tensor)?.shape;
    if (expected?.join() === shape.join()) continue;
    const found = expected === undefined ? 'no such weight' : `a weight of shape [${expected.join(', ')}]`;
    const problem = `has shape [${shape.join(', ')}], the checkpoint has ${found}`;
    throw mismatched({ file: path.join(folder, `${part}.safetensors`), tensor, problem });
  }
}
