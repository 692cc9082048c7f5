import fc from 'fast-check';
import type { Sizes, Text, Texts } from './arm-graph.ts';

/** Every text has scored positions, of which some are content; all vectors have length 1. */
export function arbitraryTexts({ pairs, student, teacher, dims }: Sizes): fc.Arbitrary<Texts> {
  const side = (length: number): fc.Arbitrary<Text[]> =>
    fc.array(arbitraryText(length, dims), { minLength: pairs, maxLength: pairs });
  return fc.record({ student: side(student), teacher: side(teacher) });
}

function arbitraryText(length: number, dims: number): fc.Arbitrary<Text> {
  const perPosition = <T>(element: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
    fc.array(element, { minLength: length, maxLength: length });
  return fc
    .record({
      vectors: perPosition(unitVector(dims)),
      scored: fc.integer({ min: 2, max: length }),
      content: fc.integer({ min: 1, max: length }),
      tokenWeights: perPosition(fc.integer({ min: 1, max: 50 }).map((x) => x / 10)),
    })
    .map(({ vectors, scored, content, tokenWeights }) => ({
      vectors,
      tokenWeights,
      scoringMask: vectors.map((_, place) => (place < scored ? 1 : 0)),
      contentMask: vectors.map((_, place) => (place < Math.min(content, scored) ? 1 : 0)),
    }));
}

export function unitVector(dims: number): fc.Arbitrary<number[]> {
  const component = fc.integer({ min: -100, max: 100 });
  return fc
    .array(component, { minLength: dims, maxLength: dims })
    .filter((x) => x.some((element) => element !== 0))
    .map((x) => x.map((element) => element / Math.hypot(...x)));
}
