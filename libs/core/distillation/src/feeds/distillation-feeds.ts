import type { InputSpec, TensorArray } from '@optical/graph';
import { sideInputs, sideNames } from '../pairs/side.ts';
import type { SideInput } from '../pairs/side.ts';
import { packedInputs, packedRows, sideInputName } from '../step/pair-inputs.ts';
import { packTexts } from './pack-texts.ts';
import type { PackedTexts } from './pack-texts.ts';
import { feedsOf } from './feeds.ts';
import type { FedModel, Feeds } from './feeds.ts';

/** What is known of the positions of one side's texts, arrays of [pairs, positions]. A step reads some of them. */
export type SideArrays = Readonly<Partial<Record<SideInput, TensorArray>>>;

/** As `collate` of @optical/encoder makes them. */
export interface StudentTexts extends SideArrays {
  readonly inputIds: BigInt64Array;
  readonly attentionMask: TensorArray;
}

export interface TeacherTexts extends SideArrays {
  /**
   * [pairs, teacherLength, dims]; any length is scaled to 1. Positions that no arm reads can be left out, unless
   * `position-mse` is one of them.
   */
  readonly vectors: Float32Array;
}

/**
 * One batch of a distillation step or a held-out loss.
 * @throws OpticalError invalid-argument naming an input that is missing or has a wrong number of elements
 */
export function distillationFeeds(model: FedModel, student: StudentTexts, teacher: TeacherTexts): Feeds {
  const sides = { student, teacher };
  const perPosition = sideNames.flatMap((side) =>
    sideInputs.map((input) => [sideInputName(side, input), sides[side][input]] as const),
  );
  const others = { teacher_vectors: teacher.vectors, ...Object.fromEntries(perPosition) };
  const positions = model.inputs.find(({ name }) => name === packedInputs.positions);
  if (positions === undefined)
    return feedsOf(model, { input_ids: student.inputIds, attention_mask: student.attentionMask, ...others });
  const { rows, ...packed } = packedTexts(student, positions);
  return feedsOf(
    model,
    {
      input_ids: packed.inputIds,
      attention_mask: packed.attentionMask,
      [packedInputs.places]: packed.places,
      [packedInputs.texts]: packed.texts,
      [packedInputs.positions]: packed.positions,
      ...others,
    },
    { [packedRows]: rows },
  );
}

/** @param positions of the padded texts, [pairs, length] or [parts, pairs, length] */
function packedTexts({ inputIds, attentionMask, scoringMask }: StudentTexts, { shape }: InputSpec): PackedTexts {
  const inputs = [
    { name: 'input_ids', dtype: 'int64', shape },
    { name: 'attention_mask', dtype: 'float32', shape },
    { name: sideInputName('student', 'scoringMask'), dtype: 'float32', shape },
  ] as const;
  const padded = feedsOf(
    { inputs },
    { input_ids: inputIds, attention_mask: attentionMask, student_scoring_mask: scoringMask },
  );
  const parts = shape.length > 2 ? (shape[0] as number) : 1;
  return packTexts(
    {
      inputIds: padded.input_ids!.data as BigInt64Array,
      attentionMask: padded.attention_mask!.data as Float32Array,
      scoringMask: padded.student_scoring_mask!.data as Float32Array,
    },
    shape.at(-1) as number,
    parts,
  );
}
