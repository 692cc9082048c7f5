/** What a closed loop of callers measured. */
export interface LoadFigures {
  /** Calls per second. */
  readonly throughput: number;
  /** Milliseconds of every call. */
  readonly latencies: readonly number[];
}

/** `callers` loops that each make the next call when the last has ended, `calls` in all. */
export async function closedLoop(call: () => Promise<unknown>, callers: number, calls: number): Promise<LoadFigures> {
  const latencies: number[] = [];
  let left = calls;
  const began = performance.now();
  const caller = async () => {
    while (left-- > 0) {
      const start = performance.now();
      await call();
      latencies.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return { throughput: (calls / (performance.now() - began)) * 1000, latencies };
}
