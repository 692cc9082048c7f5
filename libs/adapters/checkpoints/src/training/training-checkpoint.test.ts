import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { assertRejected } from '@optical/testing/assert-rejected';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { stateAt } from '../../test/support/training-state.ts';
import { latestTrainingCheckpoint, loadTrainingCheckpoint, resumeTraining } from './load-checkpoint.ts';
import { saveTrainingCheckpoint } from './save-checkpoint.ts';

async function savedDirectory(test: TestContext, steps: number[], keep = 10): Promise<string> {
  const directory = path.join(await temporaryFolder(test), 'job', 'checkpoints');
  for (const step of steps) await saveTrainingCheckpoint(directory, stateAt(step), keep);
  return directory;
}

async function stepsOf(directory: string): Promise<string[]> {
  return (await readdir(directory)).map((name) => name.replace(/^checkpoint-0*/, '')).sort();
}

describe('training checkpoints', () => {
  it('give back the state bit for bit', async (test) => {
    const directory = await savedDirectory(test, [7]);
    const { checkpoint, rejected } = await resumeTraining(directory);
    assert.deepEqual(checkpoint?.state, stateAt(7));
    assert.deepEqual(rejected, []);
    assert.equal(await latestTrainingCheckpoint(directory), checkpoint.path);
  });

  it('are absent in a directory that does not exist yet', async (test) => {
    const directory = path.join(await temporaryFolder(test), 'none');
    assert.equal(await latestTrainingCheckpoint(directory), undefined);
    assert.deepEqual(await resumeTraining(directory), { rejected: [] });
  });

  it('are kept as many as asked for, the last saved ones', async (test) => {
    const directory = await savedDirectory(test, [10, 20, 30, 40], 2);
    assert.deepEqual(await stepsOf(directory), ['3-step-30', '4-step-40']);
  });

  it('are resumed from the last saved one, also after a return to an earlier step', async (test) => {
    const directory = await savedDirectory(test, [10, 20, 10], 3);
    assert.deepEqual(await stepsOf(directory), ['1-step-10', '2-step-20', '3-step-10']);
    assert.ok((await latestTrainingCheckpoint(directory))?.endsWith('checkpoint-000003-step-10'));
  });

  it('are passed over when incomplete, whatever is missing or cut', async (test) => {
    const directory = await savedDirectory(test, [10, 20]);
    const [first, last] = ['checkpoint-000001-step-10', 'checkpoint-000002-step-20'].map((name) =>
      path.join(directory, name),
    );
    const files = await readdir(last!);
    assert.deepEqual(files.sort(), [
      'firstMoments.safetensors',
      'manifest.json',
      'secondMoments.safetensors',
      'state.json',
      'weights.safetensors',
    ]);
    const whole = path.join(path.dirname(directory), 'whole');
    await cp(last!, whole, { recursive: true });
    for (const file of files) {
      for (const damage of [rm, (name: string) => truncate(name, 20)]) {
        await damage(path.join(last!, file));
        assert.equal(await latestTrainingCheckpoint(directory), first);
        const { checkpoint, rejected } = await resumeTraining(directory);
        assert.equal(checkpoint?.state.step, 10);
        assert.deepEqual(
          rejected.map((one) => one.path),
          [last],
        );
        assert.ok(rejected[0]!.reason.includes(path.join(last!, file)), rejected[0]!.reason);
        await rm(last!, { recursive: true });
        await cp(whole, last!, { recursive: true });
      }
    }
    assert.equal(await latestTrainingCheckpoint(directory), last);
  });

  it('are refused when a single bit of a file has changed', async (test) => {
    const directory = await savedDirectory(test, [10]);
    const folder = (await latestTrainingCheckpoint(directory))!;
    for (const name of ['weights.safetensors', 'firstMoments.safetensors', 'secondMoments.safetensors', 'state.json']) {
      const file = path.join(folder, name);
      const bytes = await readFile(file);
      bytes[bytes.length - 10]! ^= 1;
      await writeFile(file, bytes);
      await assertRejected(() => loadTrainingCheckpoint(folder), 'data-loss', file, 'sha256', 'the manifest says');
      bytes[bytes.length - 10]! ^= 1;
      await writeFile(file, bytes);
    }
    assert.equal((await loadTrainingCheckpoint(folder)).step, 10);
  });

  it('clear away what a killed process left behind', async (test) => {
    const directory = await savedDirectory(test, [10]);
    await mkdir(path.join(directory, '.writing-checkpoint-000002-step-20-abc'));
    await mkdir(path.join(directory, '.removing-checkpoint-000000-step-5'));
    await saveTrainingCheckpoint(directory, stateAt(20), 2);
    assert.deepEqual(await stepsOf(directory), ['1-step-10', '2-step-20']);
  });

  it('are not saved when a weight is not finite, and what was saved stays', async (test) => {
    const directory = await savedDirectory(test, [10]);
    const weights = new Map([['w', { shape: [2], data: Float32Array.of(0, NaN) }]]);
    const save = () => saveTrainingCheckpoint(directory, { ...stateAt(20), weights }, 1);
    await assertRejected(save, 'out-of-range', 'weights.safetensors', '"w"', 'element 1 is NaN');
    assert.deepEqual(await stepsOf(directory), ['1-step-10']);
    await assertRejected(() => saveTrainingCheckpoint(directory, stateAt(20), 0), 'invalid-argument', 'keep', '0');
  });

  it('are refused when moments belong to other weights', async (test) => {
    const directory = path.join(await temporaryFolder(test), 'job');
    const moments = new Map([['embeddings.word', { shape: [3], data: new Float32Array(3) }]]);
    const folder = await saveTrainingCheckpoint(directory, { ...stateAt(1), secondMoments: moments }, 1);
    const parts = ['secondMoments.safetensors', '"embeddings.word"', '[3]', '[8, 8]'];
    await assertRejected(() => loadTrainingCheckpoint(folder), 'failed-precondition', ...parts);
  });

  it('survive kill -9 at any moment: the last one finished is there, complete', async (test) => {
    const directory = path.join(await temporaryFolder(test), 'job');
    const rounds = 10;
    let finished = 0;
    for (let round = 0; round < rounds; round++) {
      finished = Math.max(finished, await saveUntilKilled(directory, finished + 1, round / rounds));
      const { checkpoint, rejected } = await resumeTraining(directory);
      assert.deepEqual(rejected, []);
      assert.ok(checkpoint !== undefined && checkpoint.state.step >= finished, `step ${finished} was finished`);
      assert.deepEqual(checkpoint.state, stateAt(checkpoint.state.step, 2 ** 18));
      finished = checkpoint.state.step;
    }
  });
});

/**
 * Starts a process that saves one checkpoint after the other and kills it within the third save, after this share of
 * the time that the second one took. Returns the last step that it reported as saved.
 */
async function saveUntilKilled(directory: string, firstStep: number, share: number): Promise<number> {
  const script = path.join(import.meta.dirname, '../../test/support/save-repeatedly.ts');
  const child = spawn(process.execPath, [script, directory, String(firstStep)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'close');
  let saved = 0;
  let began = 0;
  let took = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [event, step] = line.split(' ');
    if (event === 'saved') {
      saved = Number(step);
      took = performance.now() - began;
    } else if (Number(step) === firstStep + 2) {
      setTimeout(() => child.kill('SIGKILL'), share * took);
    }
    began = performance.now();
  }
  await exited;
  return saved;
}
