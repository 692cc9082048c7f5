import path from 'node:path';
import { after, before, describe } from 'node:test';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { findPostgres, startPostgres } from './databases.ts';
import type { TestDatabase } from './databases.ts';
import { describeQueue } from './queue-cases.ts';

const folder = temporaryFolder();
after(() => {
  folder[Symbol.dispose]();
});

describeQueue('PGlite', () => Promise.resolve({ folder: path.join(folder.path, 'embedded') }));

const binaries = findPostgres();
if (binaries !== undefined)
  describe('a PostgreSQL server', () => {
    let server: TestDatabase;
    before(async () => {
      server = await startPostgres(binaries, path.join(folder.path, 'server'));
    });
    after(() => server[Symbol.asyncDispose]());
    describeQueue('a PostgreSQL server', () => server.place());
  });
