/** The queue's tests against PostgreSQL in a container: `npm run check:containers`, where a Docker daemon runs. */
import { after, before, describe } from 'node:test';
import { PostgreSqlContainer } from '@testcontainers/postgresql';
import type { StartedPostgreSqlContainer } from '@testcontainers/postgresql';
import { describeQueue } from './queue-cases.ts';

describe('PostgreSQL 18 in a container', () => {
  let container: StartedPostgreSqlContainer;
  before(async () => {
    container = await new PostgreSqlContainer('postgres:18-alpine').start();
  });
  after(() => container.stop());
  describeQueue('PostgreSQL 18', () => Promise.resolve({ connectionString: container.getConnectionUri() }));
});
