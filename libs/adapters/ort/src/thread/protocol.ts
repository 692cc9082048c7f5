import type { WireError } from './wire-error.ts';

/** What a worker can be asked: method → (argument) => result. */
export type Methods<Table> = { readonly [Name in keyof Table]: (argument: never) => unknown };

export interface Request {
  readonly id: number;
  /** `undefined` asks the worker to dispose what it holds and to end. */
  readonly method: string | undefined;
  readonly argument: unknown;
}

/** Instants are seconds of the monotonic clock that the threads of a process share. */
export type Reply =
  | { readonly id: number; readonly value: unknown; readonly startedAt: number; readonly endedAt: number }
  | { readonly id: number; readonly error: WireError };

/** The first message of a worker: what it opened, or why it could not. */
export type Greeting = { readonly opened: unknown } | { readonly error: WireError };

/** Seconds of a clock that all threads of the process share and that never steps. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e9;
}
