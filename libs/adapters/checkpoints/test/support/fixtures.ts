import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Path of a file or folder under fixtures/. */
export function fixture(...names: string[]): string {
  return path.join(import.meta.dirname, '..', '..', 'fixtures', ...names);
}

export function fixtureJson(...names: string[]): unknown {
  return JSON.parse(readFileSync(fixture(...names), 'utf8'));
}
