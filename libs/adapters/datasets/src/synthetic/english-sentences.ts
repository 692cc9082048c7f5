import { uniformNumbers } from './random.ts';

const people = 'teacher farmer doctor sailor painter child student singer baker king soldier writer'.split(' ');
const things = 'book river house garden boat letter song bridge field lamp horse picture road ship stone'.split(' ');
const places = 'city village forest island valley harbour market castle school mountain desert station'.split(' ');
const qualities = 'old young quiet large small bright dark green distant famous simple broken heavy'.split(' ');
const actions = 'found sold carried painted lost described repaired bought watched followed remembered'.split(' ');
const times = 'yesterday today tomorrow'.split(' ').concat(['in the morning', 'before winter', 'after the war']);

/**
 * Simple English sentences from a small grammar (some 3 x 10^8 different ones), for demonstrations and tests without data.
 * The same seed gives the same sentences, and more of them when `count` grows.
 */
export function englishSentences(count: number, seed: number | string): string[] {
  const random = uniformNumbers(seed, 'english');
  const pick = (words: readonly string[]): string => words[Math.floor(random() * words.length)]!;
  return Array.from({ length: count }, () => {
    const subject = `the ${pick(qualities)} ${pick(people)}`;
    const object = `the ${pick(qualities)} ${pick(things)}`;
    return `${subject} ${pick(actions)} ${object} near the ${pick(qualities)} ${pick(places)} ${pick(times)} .`;
  });
}
