import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { EncoderCheckpoint } from '@optical/checkpoints';
import { encoderParameters } from '@optical/encoder';
import { bytesOf } from '../../bytes-of.ts';
import { loopProblem } from './loop-problem.ts';
import type { LoopProblem } from './loop-problem.ts';

/** What `training_loop.py` reads. */
export function writeLoopProblem(folder: string, problem: LoopProblem): void {
  const write = (name: string, arrays: readonly (Float32Array | Int32Array)[]): void => {
    writeFileSync(path.join(folder, name), Buffer.concat(arrays.map(bytesOf)));
  };
  for (const side of ['teacher', 'student'] as const) {
    const { architecture, parameters } = problem[side];
    const texts = problem.pairs.map((pair) => pair[side].ids);
    write(
      `${side}.ids`,
      texts.map((ids) => Int32Array.from(ids)),
    );
    write(`${side}.lengths`, [Int32Array.from(texts, ({ length }) => length)]);
    write(
      `${side}.f32`,
      encoderParameters(architecture).map(({ name }) => parameters.get(name)!.data),
    );
  }
  const about = ({ architecture }: EncoderCheckpoint) => ({
    encoder: architecture,
    parameters: encoderParameters(architecture).map(({ name, shape }) => [name, shape]),
  });
  writeFileSync(
    path.join(folder, 'loop.json'),
    JSON.stringify({ ...loopProblem, teacher: about(problem.teacher), student: about(problem.student) }),
  );
}
