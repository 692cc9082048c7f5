import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { createProgress } from './create-progress.ts';
import { progressLines } from './progress-lines.ts';
import { renderProgress } from './render-progress.ts';

/** What has been written to the stream so far. */
const written = (stream: PassThrough): string => String(stream.read() ?? '');

describe('progress', () => {
  it('is one JSON line per second and task, and always the first and the last update', () => {
    const stream = new PassThrough();
    let now = 0;
    const progress = progressLines(stream, () => now);
    for (let step = 1; step <= 25; step++) {
      progress.update('train', { done: step, unit: 'steps' });
      now += 100;
    }
    progress.update('read', { done: 5, total: 5 });
    progress.finish();
    progress.finish();
    const lines = written(stream)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; task: string; done: number });
    assert.deepEqual(
      lines.map(({ type, task, done }) => [type, task, done]),
      [
        ['progress', 'train', 1],
        ['progress', 'train', 11],
        ['progress', 'train', 21],
        ['progress', 'read', 5],
        ['progress', 'train', 25],
      ],
    );
  });

  it('prints the update that completes a task at once', () => {
    const stream = new PassThrough();
    const progress = progressLines(stream, () => 0);
    progress.update('read', { done: 1, total: 2 });
    progress.update('read', { done: 2, total: 2 });
    assert.match(written(stream), /"done":1.*\n.*"done":2/);
  });

  it('draws bars on a terminal and leaves the signals alone', () => {
    const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 100 });
    const listeners = process.listenerCount('SIGINT');
    {
      using progress = createProgress({ json: false, stream: terminal });
      progress.update('train', { done: 200, total: 400, unit: 'steps', note: 'loss .31' });
      assert.equal(process.listenerCount('SIGINT'), listeners);
    }
    assert.match(written(terminal), /train .*50 % {2}200\/400 steps.*loss \.31/);
  });

  it('renders what is left, and only counts when the total is not known', () => {
    assert.equal(
      renderProgress('train', { done: 100, total: 400, unit: 'steps' }, 10, 100),
      'train         ━━━━━━──────────────────   25 %  100/400 steps  30.00 s left',
    );
    assert.equal(renderProgress('read', { done: 12_345, unit: 'texts' }, 2, 100), 'read          12.3 k texts  2.00 s');
    assert.equal(renderProgress('read', { done: 12_345, unit: 'texts' }, 2, 20).length, 19);
    assert.match(renderProgress('none', { done: 0, total: 0 }, 0, 80), /100 %/);
  });
});
