/**
 * Adds `gain` to the score of every listed passage that this query token has not reached yet.
 * @param list [length] 32-bit passage numbers
 * @param stamps [passages] 16-bit integers: the latest query token that reached the passage, from 1; 0 for none, 65535
 *   for passages that must not be found
 * @param scores [passages] floats
 * @param found [passages] 32-bit integers: the passages reached so far, `foundCount` of them
 * @returns the new `foundCount`
 */
export function collect(
  list: usize,
  length: usize,
  gain: f32,
  token: u32,
  stamps: usize,
  scores: usize,
  found: usize,
  foundCount: usize,
): usize {
  for (const end = list + (length << 2); list < end; list += 4) {
    const passage = <usize>load<u32>(list);
    const stamp = <u32>load<u16>(stamps + (passage << 1));
    if (stamp >= token) continue;
    if (stamp == 0) {
      store<u32>(found + (foundCount << 2), <u32>passage);
      foundCount++;
    }
    store<u16>(stamps + (passage << 1), <u16>token);
    const score = scores + (passage << 2);
    store<f32>(score, load<f32>(score) + gain);
  }
  return foundCount;
}

/** Forgets the scores of `count` found passages. */
export function forget(found: usize, count: usize, scores: usize): void {
  for (const end = found + (count << 2); found < end; found += 4) {
    store<f32>(scores + ((<usize>load<u32>(found)) << 2), 0);
  }
}
