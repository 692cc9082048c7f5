import { closest, distance } from 'fastest-levenshtein';

/** Short names differ by little without being mistakes for each other. */
const shortName = 8;

/** Whether one name is probably the other with a slip: letters swapped, or one wrong letter (two in a long name). */
export function isNear(a: string, b: string): boolean {
  if (a === b) return false;
  const slips = Math.min(a.length, b.length) > shortName ? 2 : 1;
  return distance(a, b) <= slips || sortedLetters(a) === sortedLetters(b);
}

/** A sentence that names the known name most like `name`. */
export function suggest(name: string, known: readonly string[]): string {
  return known.length === 0 ? 'none is known here;' : `did you mean ${closest(name, known)}?`;
}

const sortedLetters = (text: string): string => Array.from(text).sort().join('');
