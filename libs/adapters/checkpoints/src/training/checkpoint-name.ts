import { readdir } from 'node:fs/promises';
import { errorCode } from '../files/file-errors.ts';

/** A saved checkpoint by its folder name. `sequence` counts saves, so that the last one saved has the highest. */
export interface CheckpointName {
  readonly name: string;
  readonly sequence: number;
  readonly step: number;
}

const pattern = /^checkpoint-(\d{6,15})-step-(\d{1,15})$/;

export function checkpointName(sequence: number, step: number): string {
  return `checkpoint-${String(sequence).padStart(6, '0')}-step-${step}`;
}

/** The checkpoints of a directory by their names alone, last saved first; none when there is no directory. */
export async function listNames(directory: string): Promise<CheckpointName[]> {
  const names = await readdir(directory).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  return names
    .flatMap((name) => {
      const match = pattern.exec(name);
      return match === null ? [] : [{ name, sequence: Number(match[1]), step: Number(match[2]) }];
    })
    .sort((left, right) => right.sequence - left.sequence);
}
