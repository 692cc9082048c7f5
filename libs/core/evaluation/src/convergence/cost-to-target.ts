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
  const weights = logStepWeights(points.map(({ step }) => step));
  return points.reduce((area, { score }, index) => area + weights[index]! * score, 0);
}

/** Weight of each point in the normalised area: half the widths beside it in log(steps), by the whole width. */
function logStepWeights(steps: readonly number[]): number[] {
  const width = (from: number, to: number) => Math.log(steps[to]! / steps[from]!);
  const last = steps.length - 1;
  return steps.map((_, index) => width(Math.max(index - 1, 0), Math.min(index + 1, last)) / (2 * width(0, last)));
}

/**
 * `logStepArea` of every query: `points[...].values[query]`, steps ascending. Its mean over the queries is the area of
 * the mean. Undefined for fewer than two points from step 1; refuses points with other numbers of values.
 */
export function queryAreas(
  points: readonly { readonly step: number; readonly values: readonly number[] }[],
): number[] | undefined {
  const counted = points.filter(({ step }) => step >= 1);
  if (counted.length < 2) return undefined;
  const weights = logStepWeights(counted.map(({ step }) => step));
  const queries = counted[0]!.values.length;
  for (const [index, { step, values }] of counted.entries()) {
    if (values.length !== queries || (index > 0 && !(step > counted[index - 1]!.step))) {
      const description = `needs ${queries} values and a step above the one before, has ${values.length} at ${step}`;
      throw invalidArgument({ field: `points[step ${step}]`, description });
    }
  }
  return counted[0]!.values.map((_, query) =>
    counted.reduce((area, { values }, index) => area + weights[index]! * values[query]!, 0),
  );
}
