import { createGraph, evaluate, input } from '@optical/graph';
import type { Value } from '@optical/graph';
import { createArm } from '../../src/index.ts';
import type { Side, SideInput, SideName, WeightedObjective } from '../../src/index.ts';

export interface Sizes {
  readonly pairs: number;
  readonly student: number;
  readonly teacher: number;
  readonly dims: number;
}

/** One text of a side; all lists have one entry per position. */
export interface Text extends Readonly<Record<SideInput, readonly number[]>> {
  readonly vectors: readonly (readonly number[])[];
}

/** The texts of both sides, pair by pair. */
export type Texts = Readonly<Record<SideName, readonly Text[]>>;

/** An arm on batches of one size, in the float64 interpreter. */
export interface ArmGraph {
  readonly loss: Value;
  readonly studentVectors: Value;
  readonly feeds: (texts: Texts) => Readonly<Record<string, readonly number[]>>;
  readonly lossOf: (texts: Texts) => number;
}

export function armGraph(objective: WeightedObjective, { pairs, dims, ...lengths }: Sizes): ArmGraph {
  const graph = createGraph();
  const { reads, loss: lossOf } = createArm(objective);
  const sideOf = (side: SideName): Side => ({
    vectors: input(graph, `${side}.vectors`, 'float32', [pairs, lengths[side], dims]),
    ...Object.fromEntries(
      reads[side].map((name) => [name, input(graph, `${side}.${name}`, 'float32', [pairs, lengths[side]])]),
    ),
  });
  const student = sideOf('student');
  const { loss } = lossOf({ student, teacher: sideOf('teacher') });
  const feeds = (texts: Texts): Record<string, readonly number[]> =>
    Object.fromEntries(
      (['student', 'teacher'] as const).flatMap((side) => [
        [`${side}.vectors`, texts[side].flatMap(({ vectors }) => vectors.flat())],
        ...reads[side].map((name) => [`${side}.${name}`, texts[side].flatMap((text) => text[name])]),
      ]),
    ) as Record<string, readonly number[]>;
  return {
    loss,
    studentVectors: student.vectors,
    feeds,
    lossOf: (texts) => evaluate([loss], feeds(texts))[0]!.data[0]!,
  };
}

/** The loss of an arm on texts of any size. */
export function lossOf(objective: WeightedObjective, texts: Texts): number {
  const lengthOf = (side: SideName): number => texts[side][0]!.vectors.length;
  const sizes = {
    pairs: texts.student.length,
    student: lengthOf('student'),
    teacher: lengthOf('teacher'),
    dims: texts.student[0]!.vectors[0]!.length,
  };
  return armGraph(objective, sizes).lossOf(texts);
}

/** A text all of whose positions count, with equal weights. */
export function fullText(...vectors: readonly (readonly number[])[]): Text {
  const ones = vectors.map(() => 1);
  return { vectors, scoringMask: ones, contentMask: ones, tokenWeights: ones };
}
