import { OpticalError } from '@optical/errors';

/** Something in memory that may have to leave. */
export interface Occupant {
  readonly name: string;
  readonly bytes: number;
  /** Whether nobody uses it and nobody insisted on having it. */
  readonly mayLeave: boolean;
  readonly lastUsed: number;
}

const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;

/**
 * Which occupants leave, least recently used first, so that a newcomer fits.
 * @param limitBytes 0 for no limit
 * @throws OpticalError exhausted, naming what is needed, what there is and who has it
 */
export function makeRoom<O extends Occupant>(
  newcomer: { readonly name: string; readonly bytes: number },
  occupants: readonly O[],
  limitBytes: number,
): O[] {
  if (limitBytes === 0) return [];
  const leaving: O[] = [];
  let taken = occupants.reduce((sum, { bytes }) => sum + bytes, 0);
  const candidates = occupants.filter(({ mayLeave }) => mayLeave).sort((a, b) => a.lastUsed - b.lastUsed);
  for (const candidate of candidates) {
    if (taken + newcomer.bytes <= limitBytes) break;
    leaving.push(candidate);
    taken -= candidate.bytes;
  }
  if (taken + newcomer.bytes <= limitBytes) return leaving;
  const staying = occupants.filter((occupant) => !leaving.includes(occupant));
  const holders = staying.map(({ name, bytes }) => `${name} ${mebibytes(bytes)}`).join(', ');
  throw new OpticalError(
    'exhausted',
    `${newcomer.name} needs about ${mebibytes(newcomer.bytes)} of memory; the limit for all models is ` +
      `${mebibytes(limitBytes)}, of which ${mebibytes(taken)} are in use${holders === '' ? '' : ` (${holders})`}`,
  );
}
