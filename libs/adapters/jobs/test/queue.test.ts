import path from 'node:path';
import { after, before, describe } from 'node:test';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { findPostgres, startPostgres } from '@optical/testing/postgres';
import type { PostgresServer } from '@optical/testing/postgres';
import { describeQueue } from './queue-cases.ts';

const folder = temporaryFolder();
after(() => {
  folder[Symbol.dispose]();
});

describeQueue('PGlite', () => Promise.resolve({ folder: path.join(folder.path, 'embedded') }));

const binaries = findPostgres();
if (binaries !== undefined)
  describe('a PostgreSQL server', () => {
    let server: PostgresServer;
    before(async () => {
      server = await startPostgres(binaries, path.join(folder.path, 'server'));
    });
    after(() => server[Symbol.asyncDispose]());
    describeQueue('a PostgreSQL server', () => server.place());
  });
