import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { summariseTrace } from './summarise-trace.ts';
import type { TraceEvent } from './summarise-trace.ts';

function run(dur: number, ...nodes: TraceEvent[]): TraceEvent[] {
  return [...nodes, { cat: 'Session', name: 'model_run', ts: 0, dur }];
}

function node(name: string, operator: string, dur: number, provider = 'CPUExecutionProvider'): TraceEvent {
  return { cat: 'Node', name: `${name}_kernel_time`, ts: 0, dur, args: { op_name: operator, provider } };
}

describe('summariseTrace', () => {
  it('leaves the first runs out and adds up nodes by operator', () => {
    const events = [
      ...run(9e6, node('a', 'MatMul', 4e6), node('b', 'MatMul', 4e6), node('c', 'Add', 1e6)),
      ...run(1e6, node('a', 'MatMul', 6e5), node('b', 'MatMul', 1e5), node('c', 'Add', 1e5)),
      ...run(1e6, node('a', 'MatMul', 6e5), node('b', 'MatMul', 1e5), node('c', 'Add', 1e5)),
    ];
    const { runs, seconds, operators, nodes } = summariseTrace(events, 2);
    assert.equal(runs, 2);
    assert.equal(seconds, 1);
    assert.deepEqual(operators, [
      { name: 'MatMul', operator: 'MatMul', provider: 'CPU', calls: 2, seconds: 0.7, share: 0.7 },
      { name: 'Add', operator: 'Add', provider: 'CPU', calls: 1, seconds: 0.1, share: 0.1 },
    ]);
    assert.deepEqual(
      nodes.map(({ name, seconds: spent }) => [name, spent]),
      [
        ['a', 0.6],
        ['b', 0.1],
        ['c', 0.1],
      ],
    );
  });

  it('counts the body of a loop and not the loop, and the kernels of WebGPU and not their nodes', () => {
    const kernel: TraceEvent = { cat: 'Api', name: 'a&MatMul&MatMulTiled', ts: 0, dur: 5e5 };
    const events = run(
      1e6,
      node('loop', 'Loop', 9e5),
      node('body', 'Mul', 3e5),
      node('a', 'MatMul', 10, 'WebGpuExecutionProvider'),
      kernel,
    );
    assert.deepEqual(
      summariseTrace(events, 1).operators.map(({ name, provider, seconds }) => [name, provider, seconds]),
      [
        ['MatMul', 'WebGpu', 0.5],
        ['Mul', 'CPU', 0.3],
      ],
    );
  });
});
