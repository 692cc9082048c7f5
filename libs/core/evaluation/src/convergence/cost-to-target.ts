import { invalidArgument } from '@optical/errors';

/** The score of one snapshot of a training and what is behind it; evaluation time is not counted. */
export interface CurvePoint {
  readonly step: number;
  readonly pairs: number;
  readonly trainingSeconds: number;
  readonly score: number;
}

/** What it took to reach a target; where it was not reached, what was spent without reaching it (a censored run). */
export interface CostToTarget {
  readonly reached: boolean;
  readonly steps: number;
  readonly pairs: number;
  readonly seconds: number;
}

/** Score that lies `share` (0 to 1) of the way from the start to the teacher; refuses a teacher not above the start. */
export function targetScore(start: number, teacher: number, share: number): number {
  if (!(teacher > start)) {
    throw invalidArgument({ field: 'teacher', description: `${teacher} is not above the start's ${start}` });
  }
  if (!(share >= 0 && share <= 1)) {
    throw invalidArgument({ field: 'share', description: `${share} is not from 0 to 1` });
  }
  return start + share * (teacher - start);
}

/**
 * Steps, pairs and seconds until a curve first reaches `target`, whether or not it falls below again. Between the last
 * point before and the first point at or above the target, each cost is interpolated linearly in the score. A curve
 * that begins at or above the target reaches it at its first point. Refuses a curve without points or whose steps do
 * not increase.
 */
export function costToTarget(curve: readonly CurvePoint[], target: number): CostToTarget {
  checkCurve(curve);
  const place = curve.findIndex(({ score }) => score >= target);
  const after = curve[place];
  if (after === undefined) return { reached: false, ...costs(curve.at(-1)!) };
  const before = curve[place - 1];
  if (before === undefined) return { reached: true, ...costs(after) };
  const share = (target - before.score) / (after.score - before.score);
  const [low, high] = [costs(before), costs(after)];
  const between = (a: number, b: number) => a + share * (b - a);
  return {
    reached: true,
    steps: between(low.steps, high.steps),
    pairs: between(low.pairs, high.pairs),
    seconds: between(low.seconds, high.seconds),
  };
}

function costs({ step, pairs, trainingSeconds }: CurvePoint) {
  return { steps: step, pairs, seconds: trainingSeconds };
}

function checkCurve(curve: readonly CurvePoint[]): void {
  if (curve.length === 0) throw invalidArgument({ field: 'curve', description: 'has no points' });
  for (const [index, { step }] of curve.entries()) {
    if (index > 0 && !(step > curve[index - 1]!.step)) {
      throw invalidArgument({ field: `curve[${index}].step`, description: `${step} is not above the step before` });
    }
  }
}

/**
 * Area under the score against log(steps), by the trapezoid rule, divided by the width: the mean score over the
 * logarithm of the steps. Counts from the first point with at least one step; compare only curves with the same first
 * and last steps. Undefined for fewer than two such points.
 */
export function logStepArea(curve: readonly CurvePoint[]): number | undefined {
  checkCurve(curve);
  const points = curve.filter(({ step }) => step >= 1);
  if (points.length < 2) return undefined;
  let area = 0;
  for (const [index, { step, score }] of points.slice(1).entries()) {
    const before = points[index]!;
    area += ((score + before.score) / 2) * Math.log(step / before.step);
  }
  return area / Math.log(points.at(-1)!.step / points[0]!.step);
}
