import { invalidArgument } from '@optical/errors';

/** An option that is a whole number. @throws OpticalError invalid-argument unless it is from `least` to `most` */
export function parseCount(field: string, text: string, least: number, most: number): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= least && count <= most) return count;
  const description = `${JSON.stringify(text)} is not a whole number from ${least} to ${most}`;
  throw invalidArgument({ field, description });
}
