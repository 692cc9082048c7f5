import type { TensorArray } from '@optical/graph';
import { sideInputs, sideNames } from '../pairs/side.ts';
import type { SideInput } from '../pairs/side.ts';
import { sideInputName } from '../step/pair-inputs.ts';
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
  return feedsOf(model, {
    input_ids: student.inputIds,
    attention_mask: student.attentionMask,
    teacher_vectors: teacher.vectors,
    ...Object.fromEntries(perPosition),
  });
}
