/** Values of two arms in a language, `first[seed][query]`. */
export interface LanguageScores {
  readonly language: string;
  readonly setting: string;
  readonly bitextBudget: number;
  readonly seeds: readonly number[];
  readonly queryIds: readonly string[];
  readonly clusters: readonly string[];
  readonly first: readonly (readonly number[])[];
  readonly second: readonly (readonly number[])[];
}

/**
 * Means over groups of at least two languages: the low-resource ones, the others and all, per setting and budget. As
 * tracks ask the same questions in every language, the mean is taken query by query, over the languages that have the
 * query, and over the seeds that all of them have.
 */
export function meanOverLanguages(
  scores: readonly LanguageScores[],
  isLow: (language: string, bitextBudget: number) => boolean | undefined,
): LanguageScores[] {
  const groups: [string, (scores: LanguageScores) => boolean][] = [
    ['low-resource', ({ language, bitextBudget }) => isLow(language, bitextBudget) === true],
    ['high-resource', ({ language, bitextBudget }) => isLow(language, bitextBudget) === false],
    ['all', () => true],
  ];
  const variants = Map.groupBy(scores, ({ setting, bitextBudget }) => JSON.stringify([setting, bitextBudget]));
  const nameOfWhole = (ofVariant: readonly LanguageScores[]) =>
    ofVariant.every(({ language, bitextBudget }) => isLow(language, bitextBudget)) ? 'low-resource' : 'all';
  return [...variants.values()].flatMap((ofVariant) =>
    groups.flatMap(([name, belongs]) => {
      const members = ofVariant.filter(belongs);
      // Where every language is low-resource, or none is, two names would stand for the same comparison.
      const repeated = name !== nameOfWhole(ofVariant) && members.length === ofVariant.length;
      return members.length < 2 || repeated ? [] : meanOf(name, members);
    }),
  );
}

function meanOf(language: string, members: readonly LanguageScores[]): LanguageScores[] {
  const seeds = members[0]!.seeds.filter((seed) => members.every((member) => member.seeds.includes(seed)));
  if (seeds.length === 0) return [];
  const places = new Map<string, number>();
  const clusters: string[] = [];
  for (const { queryIds, clusters: ofQueries } of members) {
    for (const [query, id] of queryIds.entries()) {
      if (places.has(id)) continue;
      places.set(id, places.size);
      clusters.push(ofQueries[query]!);
    }
  }
  const means = (side: 'first' | 'second') =>
    seeds.map((seed) => {
      const [sums, counts] = [new Float64Array(places.size), new Float64Array(places.size)];
      for (const member of members) {
        const row = member[side][member.seeds.indexOf(seed)]!;
        for (const [query, id] of member.queryIds.entries()) {
          sums[places.get(id)!]! += row[query]!;
          counts[places.get(id)!]! += 1;
        }
      }
      return Array.from(sums, (sum, query) => sum / counts[query]!);
    });
  const { setting, bitextBudget } = members[0]!;
  const queryIds = [...places.keys()];
  return [
    { language, setting, bitextBudget, seeds, queryIds, clusters, first: means('first'), second: means('second') },
  ];
}
