import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
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
    const { exitCode, stderr } = await runOptical(['status', '--home', folder.path]);
    assert.equal(exitCode, 1);
    assert.match(stderr, /no services are running/);
  });

  it('drains in full when Ctrl-C reaches the whole process group', async () => {
    using folder = temporaryFolder();
    const system = await startSystem(folder.path);
    process.kill(-system.process.pid!, 'SIGINT');
    await once(system.process, 'exit');
    for (const stem of stems) {
      const lines = readFileSync(path.join(folder.path, 'logs', `${stem}.log`), 'utf8')
        .trim()
        .split('\n');
      const times = lines.map((line) => JSON.parse(line) as { msg: string; time: number });
      const timeOf = (message: string) => times.find(({ msg }) => msg === message)!.time;
      assert.ok(timeOf('closed') - timeOf('draining') >= 400, `${stem} was cut off`);
    }
  });

  it('refuses a data directory that cannot be one, in one line', async () => {
    using folder = temporaryFolder();
    const file = path.join(folder.path, 'file');
    writeFileSync(file, '');
    const { exitCode, stderr } = await runOptical(['up', '--home', file]);
    assert.equal(exitCode, 1);
    assert.match(stderr, /^error: cannot use .*file as data directory: [^\n]+\n$/);
  });

  it('takes a run file that makes no sense for none', async () => {
    using folder = temporaryFolder();
    mkdirSync(path.join(folder.path, 'run'));
    writeFileSync(path.join(folder.path, 'run', 'up.json'), '{');
    assert.match((await runOptical(['status', '--home', folder.path])).stderr, /no services are running/);
    const system = await startSystem(folder.path);
    assert.equal(await system.stop(), 0);
  });

  it('ends every service when optical up itself is killed, and allows a new start', async () => {
    using folder = temporaryFolder();
    const system = await startSystem(folder.path);
    const pids = stems.map((stem) => system.pidOf(stem));
    system.process.kill('SIGKILL');
    await until('every service has ended', () => !pids.some(isAlive), 60_000);
    const next = await startSystem(folder.path);
    assert.equal(await next.stop(), 0);
  });

  it('stops everything, says why and shows the end of the log when a service cannot start', async () => {
    using folder = temporaryFolder();
    const settings = path.join(folder.path, 'settings.yaml');
    writeFileSync(settings, 'teacher:\n  grpc:\n    prot: 1\n');
    const { exitCode, stderr } = await runOptical(['up', '--home', folder.path], { OPTICAL_CONFIG: settings });
    assert.equal(exitCode, 1);
    assert.match(stderr, /^teacher, last lines of .*teacher\.log:\n {2}teacher: teacher\.grpc\.prot: is not a setting/);
    assert.match(stderr, /\nerror: teacher does not start: exit code 2\n$/);
  });
});
