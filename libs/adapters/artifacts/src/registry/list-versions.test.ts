import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { assertRejected } from '@optical/testing/assert-rejected';
import { z } from 'zod';
import { put } from '../../test/support/put.ts';
import { openArtifacts } from '../index.ts';

describe('list', () => {
  it('shows every version once, newest first, whatever the page size', async () => {
    using folder = temporaryFolder();
    const registry = openArtifacts({ directory: folder.path });
    const kind = { name: 'rare', metadata: z.unknown() };
    for (let index = 0; index < 9; index += 1) {
      await put(registry, `m/${'abc'[index % 3]!}`, String(index), index === 4 ? { kind } : {});
    }
    const labels = new Map<string, string>();
    for (const { version } of (await registry.list()).artifacts) labels.set(version.digest, '');
    assert.equal(labels.size, 9);
    const whole = (await registry.list()).artifacts.map(({ version }) => `${version.name}@${version.digest}`);
    const times = (await registry.list()).artifacts.map(({ version }) => version.createTime.getTime());
    assert.deepEqual(
      times,
      times.toSorted((a, b) => b - a),
    );
    for (const pageSize of [1, 2, 4, 9, 500]) {
      const seen: string[] = [];
      let pageToken: string | undefined;
      do {
        const page = await registry.list({ pageSize, ...(pageToken !== undefined && { pageToken }) });
        seen.push(...page.artifacts.map(({ version }) => `${version.name}@${version.digest}`));
        pageToken = page.nextPageToken;
      } while (pageToken !== undefined);
      assert.deepEqual(seen, whole);
    }
    assert.deepEqual(
      (await registry.list({ prefix: 'm/a' })).artifacts.map(({ version }) => version.name),
      ['m/a', 'm/a', 'm/a'],
    );
    assert.deepEqual(
      (await registry.list({ kind: 'rare' })).artifacts.map(({ version }) => version.kind),
      ['rare'],
    );
  });

  it('goes on behind a page although versions come and go meanwhile', async () => {
    using folder = temporaryFolder();
    const registry = openArtifacts({ directory: folder.path });
    for (const name of ['a', 'b', 'c']) await put(registry, name, name);
    const first = await registry.list({ pageSize: 1 });
    await put(registry, 'd', 'd');
    const rest = await registry.list({ pageToken: first.nextPageToken! });
    const names = [...first.artifacts, ...rest.artifacts].map(({ version }) => version.name);
    assert.deepEqual(names.sort(), ['a', 'b', 'c']);
  });

  it('refuses page sizes out of range and tokens of other lists', async () => {
    using folder = temporaryFolder();
    const registry = openArtifacts({ directory: folder.path });
    for (const name of ['a', 'b']) await put(registry, name, name);
    for (const pageSize of [0, -1, 501, 1.5]) {
      await assertRejected(() => registry.list({ pageSize }), 'invalid-argument', 'page_size', String(pageSize));
    }
    const { nextPageToken: pageToken } = await registry.list({ pageSize: 1 });
    const where = { tag: 'x', accepts: () => true };
    for (const other of [{ prefix: 'a' }, { kind: 'any' }, { where }]) {
      await assertRejected(
        () => registry.list({ ...other, pageToken: pageToken! }),
        'invalid-argument',
        'other filters',
      );
    }
    for (const broken of ['', 'x', 'bnVsbA', `${pageToken!}x=`]) {
      const list = () => registry.list({ pageToken: broken, prefix: 'q' });
      await assertRejected(list, 'invalid-argument', 'page_token');
    }
  });
});

describe('watch', () => {
  it('tells where an alias points at once and each time that it moves', async () => {
    using folder = temporaryFolder();
    const registry = openArtifacts({ directory: folder.path });
    const [one, two] = [await put(registry, 'a', '1'), await put(registry, 'a', '2')];
    const ending = new AbortController();
    const mover = openArtifacts({ directory: folder.path });
    const move = (digest: string) => mover.setAlias({ name: 'a', alias: 'production', digest });
    const seen: (string | undefined)[] = [];
    for await (const version of registry.watch({
      name: 'a',
      alias: 'production',
      intervalMs: 5,
      signal: ending.signal,
    })) {
      seen.push(version?.digest);
      if (seen.length === 1) await move(one.version.digest);
      if (seen.length === 2) await move(two.version.digest);
      if (seen.length === 3) await mover.rollbackAlias({ name: 'a', alias: 'production' });
      if (seen.length === 4) await mover.removeAlias('a', 'production');
      if (seen.length === 5) ending.abort();
    }
    const { digest } = one.version;
    assert.deepEqual(seen, [undefined, digest, two.version.digest, digest, undefined]);
  });
});
