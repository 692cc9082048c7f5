import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { isDigest, openArtifacts } from '../src/index.ts';
import { anyKind, put } from './support/put.ts';

const entry = path.join(import.meta.dirname, 'support/worker.ts');

function start(task: 'publish' | 'increment', directory: string, id: string, count: number) {
  const child = spawn(process.execPath, [entry, task, directory, id, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  return { child, exited, output: () => text(child.stdout) };
}

async function results(task: 'publish' | 'increment', directory: string, id: string, count: number) {
  const { exited, output } = start(task, directory, id, count);
  const [lines, [code]] = await Promise.all([output(), exited]);
  assert.equal(code, 0);
  return lines
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line) as unknown);
}

describe('several processes', () => {
  it('publish into one name at once: every version is there, equal ones once, in an order that all see', async () => {
    using folder = temporaryFolder();
    const ids = ['a', 'b', 'c'];
    const digests = (await Promise.all(ids.map((id) => results('publish', folder.path, id, 9)))).flat();
    const registry = openArtifacts({ directory: folder.path });
    const { artifacts } = await registry.list({ pageSize: 500 });
    const listed = artifacts.map(({ version }) => version.digest);
    assert.equal(listed.length, 3 + 3 * 6);
    assert.deepEqual(new Set(listed), new Set(digests));
    assert.deepEqual(await registry.verify(), []);
    assert.equal((await registry.find('shared/name')).version.digest, listed[0]);
  });

  it('move one alias at once and no move gets lost', async () => {
    using folder = temporaryFolder();
    const registry = openArtifacts({ directory: folder.path });
    const zero = await registry.publish({
      name: 'shared/name',
      kind: anyKind,
      metadata: { text: '0' },
      files: import.meta.dirname,
    });
    await registry.setAlias({ name: 'shared/name', alias: 'counter', digest: zero.version.digest });
    const ids = ['a', 'b', 'c'];
    const values = (await Promise.all(ids.map((id) => results('increment', folder.path, id, 6)))).flat() as number[];
    assert.deepEqual(
      values.sort((a, b) => a - b),
      Array.from({ length: 18 }, (_, index) => index + 1),
    );
    const found = await registry.find('shared/name@counter');
    assert.match((found.metadata as { text: string }).text, /^18 of [abc]$/);
    assert.equal((await registry.aliasHistory('shared/name', 'counter')).length, 19);
  });

  it('survive kill -9 of one that publishes: what it reported is there and whole, and the next publication works', async () => {
    using folder = temporaryFolder();
    const reported: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      const { child, exited } = start('publish', folder.path, `round ${round}`, 60);
      let lines = 0;
      for await (const line of createInterface(child.stdout)) {
        const said = JSON.parse(line) as string;
        if (isDigest(said)) reported.push(said);
        lines += 1;
        if (lines === 2 + (round % 3)) {
          // Somewhere within the next publication.
          await sleep(4 * round);
          child.kill('SIGKILL');
        }
      }
      await exited;
      const registry = openArtifacts({ directory: folder.path });
      assert.deepEqual(await registry.verify(), []);
      const { artifacts } = await registry.list({ pageSize: 500, prefix: 'shared/' });
      const visible = new Set(artifacts.map(({ version }) => version.digest));
      assert.deepEqual(
        reported.filter((digest) => !visible.has(digest)),
        [],
      );
      for (const { version, metadata } of artifacts) {
        const { directory } = await registry.resolve(`${version.name}@${version.digest}`);
        assert.equal(readFileSync(path.join(directory, 'text'), 'utf8'), (metadata as { text: string }).text);
      }
      await put(registry, 'after/kill', String(round));
      assert.equal((await registry.list({ prefix: 'after/' })).artifacts.length, round + 1);
    }
    const registry = openArtifacts({ directory: folder.path });
    await registry.collectGarbage({ minimumAgeMs: 0 });
    assert.deepEqual(await registry.verify(), []);
  });
});
