/** `save-repeatedly.ts <directory> <first step>`: saves one checkpoint after the other and says when. */
import { writeSync } from 'node:fs';
import { saveTrainingCheckpoint } from '../../src/training/save-checkpoint.ts';
import { stateAt } from './training-state.ts';

const [directory, first] = process.argv.slice(2);
for (let step = Number(first); ; step++) {
  writeSync(1, `saving ${step}\n`);
  await saveTrainingCheckpoint(directory!, stateAt(step, 2 ** 18), 2);
  writeSync(1, `saved ${step}\n`);
}
