import { vectorSize } from '@optical/encoder';
import type { EncoderConfig } from '@optical/encoder';
import { l2Normalize } from '@optical/graph';
import type { Value, ValueType } from '@optical/graph';
import type { Arm } from '../arms/arm.ts';
import { sideNames } from '../pairs/side.ts';
import type { Pairs, Side, SideInput, SideName } from '../pairs/side.ts';

/** Sizes of one batch of pairs, or of one part of it with accumulation. */
export interface PairShape {
  readonly pairs: number;
  /** Positions of the student's texts. */
  readonly studentLength: number;
  /** Positions of the teacher's texts, which may be another number. */
  readonly teacherLength: number;
}

/** Free dimension of packed texts: rows that several texts of the student share. */
export const packedRows = 'rows';

/** Inputs of a step on packed texts: `Packing` of @optical/encoder, and where the positions of each pair's text are. */
export const packedInputs = { places: 'input_places', texts: 'input_texts', positions: 'student_positions' } as const;

/** Names of the inputs of a side: `student_scoring_mask`. */
export function sideInputName(side: SideName, input: SideInput): string {
  return `${side}_${input.replace(/[A-Z]/, (letter) => `_${letter.toLowerCase()}`)}`;
}

/**
 * Inputs of a distillation step or its held-out loss: `input_ids` int64 and `attention_mask` of the student's texts,
 * [pairs, studentLength]; `teacher_vectors` [pairs, teacherLength, dims]; and what the arms read of each side. Numbers of
 * tokens, texts and positions are int64, all others float32, which every provider computes with. Packed texts have rows
 * of the same length, [rows, studentLength], and `packedInputs`.
 */
export function pairInputTypes(
  config: EncoderConfig,
  reads: Arm['reads'],
  { pairs, studentLength, teacherLength }: PairShape,
  packed: boolean,
): Readonly<Record<string, ValueType>> {
  const lengths = { student: studentLength, teacher: teacherLength };
  const perPosition = sideNames.flatMap((side) =>
    reads[side].map((name): [string, ValueType] => [
      sideInputName(side, name),
      { dtype: 'float32', shape: [pairs, lengths[side]] },
    ]),
  );
  const read = [packed ? packedRows : pairs, studentLength];
  const packing: Record<string, ValueType> = {
    [packedInputs.places]: { dtype: 'int64', shape: read },
    [packedInputs.texts]: { dtype: 'int64', shape: read },
    [packedInputs.positions]: { dtype: 'int64', shape: [pairs, studentLength] },
  };
  return {
    input_ids: { dtype: 'int64', shape: read },
    attention_mask: { dtype: 'float32', shape: read },
    ...(packed && packing),
    teacher_vectors: { dtype: 'float32', shape: [pairs, teacherLength, vectorSize(config)] },
    ...Object.fromEntries(perPosition),
  };
}

/** Both sides of a batch from its inputs and the student's vectors. The teacher's vectors are scaled to length 1. */
export function pairsOf(studentVectors: Value, reads: Arm['reads'], input: (name: string) => Value): Pairs {
  const sideOf = (side: SideName, vectors: Value): Side => ({
    vectors,
    ...Object.fromEntries(reads[side].map((name) => [name, input(sideInputName(side, name))])),
  });
  const teacherVectors = l2Normalize(input('teacher_vectors'), -1);
  return { student: sideOf('student', studentVectors), teacher: sideOf('teacher', teacherVectors) };
}
