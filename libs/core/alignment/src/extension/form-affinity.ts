/**
 * How much two words look like one: 1 for equal forms; for words of at least four letters whose character bigrams (with
 * both ends) have a Dice coefficient above .5, that less .4; else 0. Cognates and names that are spelled a little
 * differently.
 */
export function formAffinity(
  words: readonly string[],
  others: readonly string[],
): (word: number, other: number) => number {
  const [left, right] = [words.map(bigrams), others.map(bigrams)];
  return (word, other) => {
    if (words[word] === others[other]) return 1;
    const [a, b] = [left[word]!, right[other]!];
    if (a.length === 0 || b.length === 0) return 0;
    const dice = (2 * shared(a, b)) / (a.length + b.length);
    return dice > 0.5 ? dice - 0.4 : 0;
  };
}

/** The distinct bigrams of a word as numbers, rising; none for short words and such as have digits. */
function bigrams(word: string): Int32Array {
  if (word.length < 4 || /\d/.test(word)) return new Int32Array();
  const numbers = new Set<number>();
  for (let at = 0; at <= word.length; at++) {
    const [first, second] = [at === 0 ? 0 : word.charCodeAt(at - 1), at === word.length ? 0 : word.charCodeAt(at)];
    numbers.add((first << 16) | second);
  }
  return Int32Array.from(numbers).sort();
}

function shared(a: Int32Array, b: Int32Array): number {
  let count = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) count++;
    if (a[i]! <= b[j]!) i++;
    else j++;
  }
  return count;
}
