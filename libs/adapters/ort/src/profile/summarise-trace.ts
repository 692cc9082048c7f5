/** An event of the runtime's profile, in Chrome's trace format; instants and durations in microseconds. */
export interface TraceEvent {
  readonly cat: string;
  readonly name: string;
  readonly ts: number;
  readonly dur: number;
  readonly args?: { readonly op_name?: string; readonly provider?: string };
}

/** Time that one operator, or one node, takes in a run. */
export interface TimeShare {
  /** Name of the operator or the node. */
  readonly name: string;
  readonly operator: string;
  /** Execution provider, such as `CPU`. */
  readonly provider: string;
  /** Executions per run. */
  readonly calls: number;
  /** Seconds per run. On CUDA, the time to launch the kernels only. */
  readonly seconds: number;
  /** Part of the wall time of a run. */
  readonly share: number;
}

export interface ProfileSummary {
  readonly runs: number;
  /** Wall time of a run, mean. */
  readonly seconds: number;
  /** By operator and provider, the longest first. */
  readonly operators: readonly TimeShare[];
  /** By node, the longest first. */
  readonly nodes: readonly TimeShare[];
}

interface Execution {
  readonly node: string;
  readonly operator: string;
  readonly provider: string;
  readonly event: TraceEvent;
}

/** Operators that contain others, which have events of their own. */
const containers = new Set(['Loop', 'If', 'Scan']);

/** Where the time of the last `runs` runs of a profile went. */
export function summariseTrace(events: readonly TraceEvent[], runs: number): ProfileSummary {
  const all = events.filter(({ name }) => name === 'model_run');
  const measured = all.slice(-runs);
  const seconds = total(measured) / measured.length;
  const executions = events.flatMap(executionOf).filter(({ operator }) => !containers.has(operator));
  const timed = (nameOf: (execution: Execution) => string): readonly TimeShare[] =>
    [...Map.groupBy(executions, (execution) => `${nameOf(execution)} ${execution.provider}`).values()]
      .map((group) => {
        const { operator, provider } = group[0]!;
        const calls = group.length / all.length;
        // Instants of a GPU are on another clock than those of the runs, but every run executes the same nodes.
        const last = group.slice(-Math.round(calls * measured.length)).map(({ event }) => event);
        const spent = total(last) / measured.length;
        return { name: nameOf(group[0]!), operator, provider, calls, seconds: spent, share: spent / seconds };
      })
      .toSorted((a, b) => b.seconds - a.seconds);
  return {
    runs: measured.length,
    seconds,
    operators: timed(({ operator }) => operator),
    nodes: timed(({ node }) => node),
  };
}

/** Seconds. */
function total(events: readonly TraceEvent[]): number {
  return events.reduce((sum, { dur }) => sum + dur, 0) / 1e6;
}

/** WebGPU's nodes only queue work; their kernels, named `node&operator&program`, tell when it was done. */
function executionOf(event: TraceEvent): Execution[] {
  if (event.cat === 'Api') {
    const [node = '', operator = ''] = event.name.split('&');
    return [{ node, operator, provider: 'WebGpu', event }];
  }
  const operator = event.args?.op_name;
  const provider = event.args?.provider?.replace('ExecutionProvider', '') ?? '';
  if (event.cat !== 'Node' || operator === undefined || provider === 'WebGpu') return [];
  return [{ node: event.name.replace(/^fused |_kernel_time$/g, ''), operator, provider, event }];
}
