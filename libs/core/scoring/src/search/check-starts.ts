import { invalidArgument } from '@optical/errors';

/**
 * @param tokenStarts [passages + 1] where each passage's tokens start
 * @returns the number of tokens
 * @throws OpticalError `invalid-argument` when it does not begin at 0 or a passage has no token
 */
export function checkStarts(tokenStarts: Uint32Array): number {
  if (tokenStarts[0] !== 0) {
    throw invalidArgument({ field: 'tokenStarts', description: `begins at ${tokenStarts[0] ?? 'nothing'}, not at 0` });
  }
  for (let passage = 0; passage + 1 < tokenStarts.length; passage++) {
    if (tokenStarts[passage + 1]! > tokenStarts[passage]!) continue;
    throw invalidArgument({ field: 'tokenStarts', description: `passage ${passage} has no tokens` });
  }
  return tokenStarts[tokenStarts.length - 1]!;
}
