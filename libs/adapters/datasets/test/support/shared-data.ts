import { existsSync } from 'node:fs';
import path from 'node:path';

const found = findSharedData(import.meta.dirname);

/** The folder `shared/data` beside the checkout; empty when there is none. */
export const sharedData = found ?? '';

/** For `it`'s options: skips with the reason when the data are not there. */
export const needsSharedData = { skip: found === undefined ? 'no shared/data folder beside the checkout' : false };

function findSharedData(start: string): string | undefined {
  const candidate = path.join(start, 'shared', 'data');
  if (existsSync(candidate)) return candidate;
  const parent = path.dirname(start);
  return parent === start ? undefined : findSharedData(parent);
}
