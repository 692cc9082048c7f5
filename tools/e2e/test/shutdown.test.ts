import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stems } from '@optical/contracts';
import { runOptical, startSystem, temporaryFolder, until } from '@optical/testing';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('the end of a system', () => {
  it('leaves no process behind after SIGTERM, exits with 0 and says that nothing runs', async () => {
    using folder = temporaryFolder();
    const system = await startSystem(folder.path);
    const pids = stems.map((stem) => system.pidOf(stem));
    assert.equal(await system.stop(), 0);
    assert.deepEqual(pids.filter(isAlive), []);
    const { exitCode, stderr } = await runOptical('status', '--home', folder.path);
    assert.equal(exitCode, 1);
    assert.match(stderr, /no services are running/);
  });

  it('ends every service when optical up itself is killed, and allows a new start', async () => {
    using folder = temporaryFolder();
    const system = await startSystem(folder.path);
    const pids = stems.map((stem) => system.pidOf(stem));
    system.process.kill('SIGKILL');
    await until('every service has ended', () => !pids.some(isAlive));
    const next = await startSystem(folder.path);
    assert.equal(await next.stop(), 0);
  });

  it('stops everything and shows the end of the log when a service cannot start', async () => {
    using folder = temporaryFolder();
    await assert.rejects(
      startSystem(folder.path, { OPTICAL_TEACHER_GRPC_PROT: '1' }),
      /ended with 1 before it was ready/,
    );
  });
});
