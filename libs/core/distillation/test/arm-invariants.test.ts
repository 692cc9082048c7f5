import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { SideName, WeightedObjective } from '../src/index.ts';
import { arbitraryTexts, unitVector } from './support/arbitrary-texts.ts';
import { armGraph, fullText } from './support/arm-graph.ts';
import type { Sizes, Text, Texts } from './support/arm-graph.ts';
import { everyObjective } from './support/objectives.ts';

const sizes: Sizes = { pairs: 3, student: 4, teacher: 3, dims: 3 };
const sides = ['student', 'teacher'] as const satisfies readonly SideName[];
const texts = arbitraryTexts(sizes);
const runs = { numRuns: 15 };

function permuted<T>(order: readonly number[], list: readonly T[]): T[] {
  return order.map((place) => list[place]!);
}

function permutationOf(length: number): fc.Arbitrary<number[]> {
  const places = Array.from({ length }, (_, place) => place);
  return fc.shuffledSubarray(places, { minLength: length, maxLength: length });
}

function withPositions(text: Text, change: <T>(list: readonly T[]) => readonly T[]): Text {
  const { vectors, scoringMask, contentMask, tokenWeights } = text;
  return {
    vectors: change(vectors),
    scoringMask: change(scoringMask),
    contentMask: change(contentMask),
    tokenWeights: change(tokenWeights),
  };
}

function assertEqualLosses(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} instead of ${expected}`);
}

for (const objective of everyObjective) {
  describe(`the loss of ${objective.objective}`, () => {
    const { lossOf } = armGraph(objective, sizes);

    it('does not depend on the order of the pairs', () => {
      fc.assert(
        fc.property(texts, permutationOf(sizes.pairs), ({ student, teacher }, order) => {
          const reordered = { student: permuted(order, student), teacher: permuted(order, teacher) };
          assertEqualLosses(lossOf(reordered), lossOf({ student, teacher }));
        }),
        runs,
      );
    });

    it('does not depend on vectors and weights at positions that are not scored', () => {
      fc.assert(
        fc.property(texts, unitVector(sizes.dims), (given, other) => {
          const scribbled = (text: Text): Text => ({
            ...text,
            vectors: text.vectors.map((vector, place) => (text.scoringMask[place] === 1 ? vector : other)),
            tokenWeights: text.tokenWeights.map((weight, place) => (text.scoringMask[place] === 1 ? weight : 9)),
          });
          const changed = { student: given.student.map(scribbled), teacher: given.teacher.map(scribbled) };
          assertEqualLosses(lossOf(changed), lossOf(given));
        }),
        runs,
      );
    });

    it('is the same with more padding on either side', () => {
      const wide = armGraph(objective, { ...sizes, student: sizes.student + 1, teacher: sizes.teacher + 2 });
      const padded = (text: Text, more: number): Text => ({
        vectors: [...text.vectors, ...Array.from({ length: more }, () => [0, 0, 0])],
        scoringMask: [...text.scoringMask, ...Array.from({ length: more }, () => 0)],
        contentMask: [...text.contentMask, ...Array.from({ length: more }, () => 0)],
        tokenWeights: [...text.tokenWeights, ...Array.from({ length: more }, () => 0)],
      });
      fc.assert(
        fc.property(texts, (given) => {
          const { student, teacher } = given;
          const longer = {
            student: student.map((text) => padded(text, 1)),
            teacher: teacher.map((text) => padded(text, 2)),
          };
          assertEqualLosses(wide.lossOf(longer), lossOf(given));
        }),
        runs,
      );
    });

    it('is the same when a pair that is all padding fills up the batch', () => {
      const more = armGraph(objective, { ...sizes, pairs: sizes.pairs + 1 });
      const nothing = (text: Text): Text => {
        const zeros = text.scoringMask.map(() => 0);
        return { ...text, scoringMask: zeros, contentMask: zeros };
      };
      fc.assert(
        fc.property(texts, (given) => {
          const filled = {
            student: [nothing(given.student[0]!), ...given.student],
            teacher: [given.teacher[0]!, ...given.teacher],
          };
          assertEqualLosses(more.lossOf(filled), lossOf(given));
        }),
        runs,
      );
    });

    it('is at least 0', () => {
      fc.assert(
        fc.property(texts, (given) => {
          assert.ok(lossOf(given) > -1e-9);
        }),
        runs,
      );
    });
  });
}

const orderless = everyObjective.filter(({ objective }) => objective !== 'position-mse');

describe('the order of positions', () => {
  const reordered = (given: Texts, side: SideName, order: readonly number[]): Texts => ({
    ...given,
    [side]: given[side].map((text) => withPositions(text, (list) => permuted(order, list))),
  });

  for (const objective of orderless) {
    it(`does not change ${objective.objective}`, () => {
      const { lossOf } = armGraph(objective, sizes);
      for (const side of sides)
        fc.assert(
          fc.property(texts, permutationOf(sizes[side]), (given, order) => {
            assertEqualLosses(lossOf(reordered(given, side, order)), lossOf(given));
          }),
          runs,
        );
    });
  }

  it('changes position-mse, unless it changes on both sides alike', () => {
    const objective: WeightedObjective = { objective: 'position-mse' };
    const { lossOf } = armGraph(objective, { ...sizes, student: 3 });
    const given: Texts = {
      student: Array.from({ length: 3 }, () => fullText([1, 0, 0], [0, 1, 0], [0, 0, 1])),
      teacher: Array.from({ length: 3 }, () => fullText([1, 0, 0], [0, 1, 0], [0, 0, 1])),
    };
    const one = reordered(given, 'student', [1, 0, 2]);
    assert.equal(lossOf(given), 0);
    assert.ok(lossOf(one) > 1);
    assert.equal(lossOf(reordered(one, 'teacher', [1, 0, 2])), 0);
  });
});
