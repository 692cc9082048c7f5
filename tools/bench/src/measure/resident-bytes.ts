import { readFileSync } from 'node:fs';

/** Physical memory that a process holds now, shared pages included; Linux only. */
export function residentBytesOf(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1];
  return Number(kibibytes) * 1024;
}
