import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { text } from 'node:stream/consumers';

const script = `
import { setTimeout as sleep } from 'node:timers/promises';
import { followJob } from ${JSON.stringify(import.meta.resolve('./follow-job.ts'))};
import { watchOutput } from ${JSON.stringify(import.meta.resolve('../output/closed-output.ts'))};
async function* watchJob(_request, { signal }) {
  for (let sequence = 1; ; sequence++) {
    yield { event: { sequence } };
    await sleep(10, undefined, { signal });
  }
}
watchOutput(() => undefined);
await followJob({ watchJob }, 'job', { json: true, home: '.optical' });
`;

describe('following a job', () => {
  it('ends without a word when nobody reads on', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const [[exitCode], stderr] = await Promise.all([
      once(child, 'exit') as Promise<[number | null]>,
      text(child.stderr),
    ]);
    assert.deepEqual([exitCode, stderr], [141, '']);
  });
});
