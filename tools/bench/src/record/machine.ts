import { execFileSync } from 'node:child_process';
import os from 'node:os';

/** What a figure was measured on. */
export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  /** Bytes. */
  readonly memory: number;
  /** Name of the first GPU, or `none`. */
  readonly gpu: string;
}

export function describeMachine(): Machine {
  const cpus = os.cpus();
  return { cores: cpus.length, cpu: cpus[0]?.model.trim() ?? 'unknown', memory: os.totalmem(), gpu: describeGpu() };
}

function describeGpu(): string {
  try {
    const names = execFileSync('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return names.split('\n')[0] ?? 'none';
  } catch {
    return 'none';
  }
}
