/** Tokens of the longest passage; 0 without passages. */
export function longestPassage(tokenStarts: Uint32Array): number {
  let longest = 0;
  for (let i = 0; i + 1 < tokenStarts.length; i++) longest = Math.max(longest, tokenStarts[i + 1]! - tokenStarts[i]!);
  return longest;
}
