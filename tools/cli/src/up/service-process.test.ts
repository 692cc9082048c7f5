import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { until } from '@optical/testing';
import { isAlive } from './is-alive.ts';
import { ServiceProcess } from './service-process.ts';
import type { ProcessEvent } from './service-process.ts';

function launchOf(script: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'optical-process-'));
  const entry = path.join(folder, 'main.mjs');
  writeFileSync(entry, script);
  return {
    stem: 'tokenizer' as const,
    entry,
    nodeOptions: [],
    address: '127.0.0.1:1',
    logFile: path.join(folder, 'log'),
    environment: {},
  };
}

function watch(script: string) {
  const events: ProcessEvent[] = [];
  const launch = launchOf(script);
  const service = new ServiceProcess(launch, {}, (event) => events.push(event));
  return { service, launch, events };
}

function untilLogged(file: string, text: string): Promise<void> {
  return until(`${text} in the log`, () => existsSync(file) && readFileSync(file, 'utf8').includes(text));
}

describe('ServiceProcess', () => {
  it('starts a process again after it died and reports how it died', async () => {
    const { service, events } = watch('process.exitCode = 3;');
    void service.keepAlive();
    await until('a second start', () => events.length >= 3);
    await service.stop(1000);
    assert.deepEqual(
      events.slice(0, 3).map((event) => (event.type === 'died' ? event.how : event.type)),
      ['started', 'exit code 3', 'started'],
    );
  });

  it('stops a process with SIGTERM and does not start it again', async () => {
    const script = `process.on('SIGTERM', () => { console.log('drained'); process.exit(0); }); setInterval(() => {}, 1000); console.log('ready');`;
    const { service, launch, events } = watch(script);
    const kept = service.keepAlive();
    await untilLogged(launch.logFile, 'ready');
    await service.stop(10_000);
    await kept;
    assert.match(readFileSync(launch.logFile, 'utf8'), /drained/);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['started'],
    );
  });

  it('kills a process that ignores SIGTERM once the grace is over', async () => {
    const { service, launch, events } = watch(
      `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('ready');`,
    );
    const kept = service.keepAlive();
    await untilLogged(launch.logFile, 'ready');
    const began = performance.now();
    await service.stop(300);
    await kept;
    assert.ok(performance.now() - began >= 300, 'it was not given its grace');
    const [started] = events;
    assert.ok(started?.type === 'started' && !isAlive(started.pid));
  });
});
