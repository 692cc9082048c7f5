import type { TrainingState } from '../../src/training/training-state.ts';

/** A state whose every number depends on the step, so that a mixture of two checkpoints shows. */
export function stateAt(step: number, size = 64): TrainingState {
  const tensors = (salt: number) =>
    new Map(
      ['embeddings.word', 'projection.weight'].map((name, index) => {
        const data = new Float32Array(size).fill(step * 31 + salt * 7 + index).fill(step, size - 3);
        return [name, { shape: [size / 8, 8], data }] as const;
      }),
    );
  return {
    step,
    weights: tensors(1),
    firstMoments: tensors(2),
    secondMoments: tensors(3),
    generator: { algorithm: 'xoshiro256**', state: [String(step), '18446744073709551615'] },
    dataPosition: { epoch: Math.floor(step / 10), pair: step * 32 },
    metadata: { job: 'study-es', losses: [0.5, 0.25] },
  };
}
