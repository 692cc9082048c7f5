import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { resumeTraining, saveTrainingCheckpoint, SafetensorsFile, writeSafetensors } from '@optical/checkpoints';
import type { JsonValue } from '@optical/checkpoints';
import type { Weight, Weights } from '@optical/encoder';
import { failedPrecondition } from '@optical/errors';
import type { StateSpec } from '@optical/graph';
import type { Tensors } from '@optical/ort';
import { runStateFromJson, runStateToJson } from './run-state.ts';
import type { RunState } from './run-state.ts';
import { fromStored, toStored } from './stored-state.ts';

/** Two survive a disk that damages the last one. */
const keptCheckpoints = 2;

/** A training as it was left. */
export interface Resumed {
  readonly state: RunState;
  readonly tensors: (specs: readonly StateSpec[]) => Tensors;
  readonly best: Weights | undefined;
  readonly rejected: readonly { readonly path: string; readonly reason: string }[];
}

/** The folder of one training: checkpoints, and the best weights that they refer to. */
export interface CheckpointFolder {
  /** @throws OpticalError failed-precondition when the folder holds another training */
  resume(): Promise<Resumed | undefined>;
  /** Writes best weights; a checkpoint that is saved afterwards refers to them. */
  saveBest(step: number, weights: Weights): Promise<void>;
  /** @returns sha256 of the manifest */
  save(specs: readonly StateSpec[], tensors: Tensors, state: RunState): Promise<string>;
}

/** @param planDigest of the training that the folder belongs to */
export function openCheckpointFolder(folder: string, planDigest: string): CheckpointFolder {
  const checkpoints = path.join(folder, 'checkpoints');
  const bestFile = (step: number): string => path.join(folder, `best-${step}.safetensors`);
  return {
    resume: async () => {
      const { checkpoint, rejected } = await resumeTraining(checkpoints);
      if (checkpoint === undefined) return undefined;
      const { plan, run } = checkpoint.state.metadata as { readonly plan: string; readonly run: JsonValue };
      if (plan !== planDigest)
        throw failedPrecondition(
          `${folder} holds the training ${plan}, not ${planDigest}: specification or data differ`,
        );
      const state = runStateFromJson(run);
      const best = state.best && (await readWeights(bestFile(state.best.step)));
      return { state, tensors: (specs) => fromStored(specs, checkpoint.state), best, rejected };
    },
    saveBest: async (step, weights) => {
      await mkdir(folder, { recursive: true });
      const temporary = `${bestFile(step)}.writing`;
      await rm(temporary, { force: true });
      await writeSafetensors(temporary, new Map(Array.from(weights, ([name, weight]) => [name, weight])));
      await rename(temporary, bestFile(step));
    },
    save: async (specs, tensors, state) => {
      const { step } = state;
      const metadata = { plan: planDigest, run: runStateToJson(state) };
      const dataPosition = { examples: state.examples };
      const saved = await saveTrainingCheckpoint(
        checkpoints,
        { step, ...toStored(specs, tensors), dataPosition, metadata },
        keptCheckpoints,
      );
      await removeOldBest(folder, checkpoints, state);
      return createHash('sha256')
        .update(await readFile(path.join(saved, 'manifest.json')))
        .digest('hex');
    },
  };
}

/** Older best weights are removed once no checkpoint that is kept refers to them; newer ones await theirs. */
async function removeOldBest(folder: string, checkpoints: string, { best }: RunState): Promise<void> {
  const needed = new Set<number | undefined>([best?.step]);
  for (const name of await readdir(checkpoints)) {
    const file = path.join(checkpoints, name, 'state.json');
    const { metadata } = JSON.parse(await readFile(file, 'utf8')) as { metadata: { run: JsonValue } };
    needed.add(runStateFromJson(metadata.run).best?.step);
  }
  for (const name of await readdir(folder)) {
    const step = /^best-(\d+)\.safetensors$/.exec(name)?.[1];
    if (step !== undefined && Number(step) < (best?.step ?? 0) && !needed.has(Number(step)))
      await rm(path.join(folder, name));
  }
}

async function readWeights(file: string): Promise<Weights> {
  await using opened = await SafetensorsFile.open(file);
  const weights = new Map<string, Weight>();
  for (const name of opened.tensors.keys()) weights.set(name, await opened.readFloats(name, { finite: true }));
  return weights;
}
