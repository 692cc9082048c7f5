import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, linkSync, openSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { until } from '@optical/testing/until';
import { hitsOf, many, withEngine } from './support/engine.ts';
import { indexFiles } from './support/index-files.ts';
import { spec } from './support/passages.ts';

it('a copy under way holds up no build, and finds its files though its collection left the memory and came back', () => {
  const left: string[] = [];
  const observer = { onEvict: (name: string) => left.push(name) };
  return withEngine({ exactTokens: 100, openCollections: 1, observer }, async (engine, folder) => {
    await engine.create(spec('a'), 'a');
    await engine.upsert('a', many(500));
    await engine.settled('a');
    await engine.upsert('a', many(100, 500));
    await engine.settled('a');
    const files = indexFiles(folder).sort();
    const names = files.map((file) => path.basename(file));
    assert.deepEqual(
      names.map((name) => name.split('-')[0]),
      ['codec', 'segment', 'segment'],
    );
    using aside = temporaryFolder();
    using target = temporaryFolder();
    // Who opens a pipe waits until it is opened for writing.
    const pipe = path.join(aside.path, 'pipe');
    execFileSync('mkfifo', [pipe]);
    rmSync(files[1]!);
    linkSync(pipe, files[1]!);
    const copying = engine.export('a', target.path);
    try {
      await until('the copy has come to the first segment', () => existsSync(path.join(target.path, names[0]!)));
      let isBuilt = false;
      void engine.rebuild('a').then(() => (isBuilt = true));
      await until('the index is built anew', () => isBuilt);
      await engine.create(spec('b'), 'b');
      await engine.upsert('b', many(5));
      await until('the collection has left the memory', () => left.includes('a'));
      assert.equal((await hitsOf(engine)).length, 10);
    } finally {
      const handle = openSync(pipe, 'r+');
      await Promise.allSettled([copying]);
      closeSync(handle);
    }
    await copying;
    assert.deepEqual(readdirSync(target.path).sort(), [...names, 'passages.db'].sort());
    await until('what the build replaced is removed', () => !files.some((file) => existsSync(file)));
    assert.equal((await hitsOf(engine)).length, 10);
  });
});
