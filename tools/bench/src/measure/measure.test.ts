import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { describe, it } from 'node:test';
import { interleave } from './interleave.ts';
import { keepApart } from './keep-apart.ts';
import { median, quantile } from './quantile.ts';

describe('interleave', () => {
  it('alternates the order of the sides and leaves the warm-up round out', async () => {
    const calls: string[] = [];
    const side = (name: string) => () => Promise.resolve(calls.push(name));
    const results = await interleave({ a: side('a'), b: side('b') }, 3);
    assert.equal(calls.join(''), 'abbaabba');
    assert.deepEqual(results, { a: [4, 5, 8], b: [3, 6, 7] });
  });
});

describe('quantile', () => {
  it('interpolates between order statistics', () => {
    assert.equal(median([4, 1, 3, 2]), 2.5);
    assert.equal(quantile([0, 10], 0.99), 9.9);
    assert.equal(quantile([7], 0.5), 7);
  });
});

describe('keepApart', () => {
  const isPossible = os.availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

  it('leaves no processor to both sides, and all to both afterwards', { skip: !isPossible }, (test) => {
    const child = spawn('sleep', ['60']);
    test.after(() => child.kill());
    const mask = (pid: number): bigint => {
      const [, words] = /^Cpus_allowed:\s*(\S+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
      return BigInt(`0x${words!.replaceAll(',', '')}`);
    };
    const [mine, others] = [() => mask(process.pid), () => mask(child.pid!)];
    const before = mine();
    const apart = keepApart([child.pid!])!;
    assert.deepEqual([mine() & others(), mine() | others()], [0n, before]);
    apart[Symbol.dispose]();
    assert.deepEqual([mine(), others()], [before, before]);
  });
});
