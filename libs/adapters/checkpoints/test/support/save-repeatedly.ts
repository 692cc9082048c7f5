/** `save-repeatedly.ts <directory> <first step>`: saves one checkpoint after the other and prints each step it finished. */
import { writeSync } from 'node:fs';
import { saveTrainingCheckpoint } from '../../src/training/save-checkpoint.ts';
import { stateAt } from './training-state.ts';

const [directory, first] = process.argv.slice(2);
for (let step = Number(first); ; step++) {
  await saveTrainingCheckpoint(directory!, stateAt(step, 2 ** 16), 2);
  writeSync(1, `${step}\n`);
}
