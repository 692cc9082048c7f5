import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { anyKind } from '../../test/support/put.ts';
import { openArtifacts } from '../index.ts';

const part = fc.stringMatching(/^[a-z][a-z0-9_.]{0,6}$/);
const file = fc.tuple(fc.array(part, { minLength: 0, maxLength: 2 }), part).map(([folders, name]) => ({
  folders: folders.map((folder) => `d${folder}`),
  name: `f${name}`,
}));
const files = fc
  .array(fc.tuple(file, fc.uint8Array({ maxLength: 100 })), { minLength: 1, maxLength: 6 })
  .map((entries) => new Map(entries.map(([{ folders, name }, content]) => [[...folders, name].join('/'), content])));

function write(folder: string, content: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [name, bytes] of content) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), bytes);
  }
  return Promise.resolve();
}

function read(folder: string): Map<string, Uint8Array> {
  return new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((found) => [path.relative(folder, found), new Uint8Array(readFileSync(found))]),
  );
}

describe('publish and resolve', () => {
  it('are inverse for any files and metadata, and digests are equal exactly when the content is', async () => {
    using folder = temporaryFolder();
    const registry = openArtifacts({ directory: folder.path });
    const contentOf = new Map<string, string>();
    await fc.assert(
      fc.asyncProperty(files, fc.jsonValue(), async (content, json) => {
        const metadata = JSON.parse(JSON.stringify(json)) as unknown;
        const publication = { name: 'n', kind: anyKind, metadata, files: (to: string) => write(to, content) };
        const { version } = await registry.publish(publication);
        const found = await registry.resolve(`n@${version.digest}`);
        assert.deepEqual(read(found.directory), content);
        assert.deepEqual(found.metadata, metadata);
        const sorted = [...content].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, bytes]) => [name, [...bytes]]);
        const key = JSON.stringify([sorted, found.metadata]);
        assert.equal(contentOf.get(version.digest) ?? key, key);
        contentOf.set(version.digest, key);
      }),
      { numRuns: 40 },
    );
    assert.equal(new Set(contentOf.values()).size, contentOf.size);
  });
});
