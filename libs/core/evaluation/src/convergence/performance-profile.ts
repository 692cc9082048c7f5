import { invalidArgument } from '@optical/errors';

/**
 * Performance profiles (Dolan and More 2002, https://arxiv.org/abs/cs/0102001). `costs[arm][problem]` is what an arm
 * spent on a problem, Infinity where it did not solve it. Returns, per arm and factor, the share of the problems that
 * the arm solved at no more than that factor (from 1) of the cost of the cheapest arm. Refuses no problems, rows of
 * different lengths, and costs that are negative or not numbers.
 */
export function performanceProfiles(costs: readonly (readonly number[])[], factors: readonly number[]): number[][] {
  const problems = costs[0]?.length ?? 0;
  if (problems === 0) throw invalidArgument({ field: 'costs', description: 'has no problems' });
  for (const [arm, row] of costs.entries()) {
    if (row.length !== problems || !row.every((cost) => cost >= 0)) {
      throw invalidArgument({ field: `costs[${arm}]`, description: `needs ${problems} costs from 0` });
    }
  }
  const cheapest = costs[0]!.map((_, problem) => Math.min(...costs.map((row) => row[problem]!)));
  return costs.map((row) =>
    factors.map((factor) => {
      const solved = row.filter((cost, problem) => cost < Infinity && cost <= factor * cheapest[problem]!);
      return solved.length / problems;
    }),
  );
}
