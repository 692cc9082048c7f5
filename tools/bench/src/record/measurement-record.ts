import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { describeMachine } from './machine.ts';
import type { Machine } from './machine.ts';

/** A measured result, as it is committed under `docs/results/<name>.json`. */
export interface MeasurementRecord {
  readonly name: string;
  readonly commit: string;
  /** ISO 8601. */
  readonly date: string;
  readonly machine: Machine;
  /** Version of every program that took part. */
  readonly versions: Readonly<Record<string, string>>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** Rounds behind each figure. */
  readonly runs: number;
  /** Flat dotted names. Ratios are better for us above 1. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** What a bench returns; the rest of the record is the same for all. */
export type Measurement = Pick<MeasurementRecord, 'versions' | 'config' | 'seed' | 'runs' | 'metrics'>;

export function completeRecord(name: string, measurement: Measurement): MeasurementRecord {
  return {
    name,
    commit: currentCommit(),
    date: new Date().toISOString(),
    machine: describeMachine(),
    ...measurement,
    versions: { node: process.versions.node, ...measurement.versions },
    metrics: Object.fromEntries(Object.entries(measurement.metrics).map(([key, value]) => [key, round(value)])),
  };
}

/** Version of an installed package, for `versions`. */
export function packageVersion(name: string): string {
  const require = createRequire(import.meta.url);
  return (require(`${name}/package.json`) as { version: string }).version;
}

function currentCommit(): string {
  try {
    const git = (...words: string[]) => execFileSync('git', words, { encoding: 'utf8' }).trim();
    return git('rev-parse', '--short=12', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+changes');
  } catch {
    return 'unknown';
  }
}

const round = (value: number): number => Number(value.toPrecision(4));
