/**
 * The decimal form of a number that was read from JSON; undefined for one that may have been another number in the
 * file: beyond the safe integers neighbours become one, and texts made of them would be one text.
 */
export function exactText(value: number): string | undefined {
  const isExact = Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
  return isExact ? String(value) : undefined;
}

/** What is wrong with a number without an exact text. @param place where it stands, such as `the field year` */
export const inexactProblem = (value: number, place: string): string =>
  `has about ${value} in ${place}, and JSON numbers are exact to ${Number.MAX_SAFE_INTEGER}; write it as a string`;
