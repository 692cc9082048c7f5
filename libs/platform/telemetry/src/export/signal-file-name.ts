/** What a local telemetry file holds. */
export type Signal = 'traces' | 'metrics' | 'logs';

export interface SignalFile {
  readonly signal: Signal;
  readonly service: string;
  readonly instanceId: string;
  /** Position in the sequence of files of this process, from 0. */
  readonly number: number;
}

const pattern = /^(traces|metrics|logs)-([a-z][a-z0-9]*)-([\w.-]+)\.(\d+)\.jsonl$/;

export function signalFileName({ signal, service, instanceId, number }: SignalFile): string {
  return `${signal}-${service}-${instanceId}.${number}.jsonl`;
}

/** The parts of a telemetry file's name; undefined for any other file. */
export function parseSignalFileName(name: string): SignalFile | undefined {
  const match = pattern.exec(name);
  if (match === null) return undefined;
  const [, signal, service, instanceId, number] = match;
  return { signal: signal as Signal, service: service!, instanceId: instanceId!, number: Number(number) };
}
