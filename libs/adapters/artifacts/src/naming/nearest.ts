/** How many single-character changes turn one text into the other (Levenshtein). */
function changes(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/** The candidates that are most like `wanted`, best first, at most `count`. */
export function nearest(wanted: string, candidates: readonly string[], count: number): string[] {
  return candidates
    .map((text) => ({ text, distance: changes(wanted, text) }))
    .sort((a, b) => a.distance - b.distance || (a.text < b.text ? -1 : 1))
    .slice(0, count)
    .map(({ text }) => text);
}
