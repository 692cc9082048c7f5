import { OpticalError } from '@optical/errors';
import { nearest } from '../naming/nearest.ts';

/** A name, alias or version that does not exist, with what does exist nearby. */
export function missing(type: string, name: string, instead: string): OpticalError {
  const message = `${type} ${JSON.stringify(name)} does not exist; ${instead}`;
  return new OpticalError('not-found', message, { resource: { type, name } });
}

export function missingName(kind: string, name: string, names: readonly string[]): OpticalError {
  const near = nearest(name, names, 5);
  return missing(kind, name, near.length === 0 ? 'there are none yet' : `there are: ${near.join(', ')}`);
}
