import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { exhausted } from '@optical/errors';
import type { Message } from './support/echo-service.ts';
import { collect } from './support/streams.ts';
import { startConnectedEcho, startEcho } from './support/bench.ts';

describe('calls that a service refuses as they arrive', () => {
  it('end with its error, never reach their handler and leave the connection to others', async (t) => {
    const handled: string[] = [];
    let isBusy = true;
    const { client, telemetry } = await startConnectedEcho(
      t,
      { say: ({ text }: Message) => Promise.resolve({ text: String(handled.push(text)) }) },
      { refuse: { say: () => (isBusy ? exhausted('all places are taken', 70) : undefined) } },
    );
    const refused = { kind: 'exhausted', message: 'all places are taken', details: { retryAfterMs: 70 } };
    const large = { text: 'x'.repeat(500_000) };
    await Promise.all(
      Array.from({ length: 50 }, (_, index) => assert.rejects(client.say(index % 2 === 0 ? {} : large), refused)),
    );
    assert.deepEqual(handled, []);
    isBusy = false;
    assert.equal((await client.say({ text: 'now' })).text, '1');
    assert.deepEqual(handled, ['now']);

    await telemetry.flush();
    const durations = globSync(path.join(telemetry.folder, '**/*metrics*'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('');
    assert.match(
      durations,
      /"rpc\.server\.call\.duration"(?:(?!"name":).)*"RESOURCE_EXHAUSTED"(?:(?!"name":).)*?"count":50\b/s,
    );
  });

  it('are told apart by the time that they have, at most what their method allows', async (t) => {
    const left: number[] = [];
    const refuse = (leftMs: number) => {
      left.push(leftMs);
      return leftMs < 2000 ? exhausted('too little time', 50) : undefined;
    };
    const handlers = {
      say: () => Promise.resolve({}),
      count: async function* () {
        yield await Promise.resolve({});
      },
    };
    const deadline = { defaultMs: 5_000, maxMs: 8_000, streamMs: 60_000 };
    const { client } = await startConnectedEcho(t, handlers, {
      server: { deadline },
      refuse: { say: refuse, count: refuse },
    });
    await assert.rejects(client.say({}, { deadlineMs: 1000 }), { message: 'too little time' });
    await client.say({}, { deadlineMs: 20_000 });
    assert.ok(left[0]! > 500 && left[0]! <= 1000 && left[1]! > 7000 && left[1]! <= 8000, String(left));
    await assert.rejects(collect(client.count({}, { deadlineMs: 1000 })), { message: 'too little time' });
    assert.equal((await collect(client.count({}, { deadlineMs: 20_000 }))).length, 1);
  });

  it('end with INTERNAL and a line in the log when they cannot be looked at', async (t) => {
    const refuse = {
      say: () => {
        throw new Error('a defect');
      },
    };
    const { client, telemetry } = await startConnectedEcho(t, { say: () => Promise.resolve({}) }, { refuse });
    await assert.rejects(client.say({}), { kind: 'internal', message: 'internal error' });
    assert.equal(telemetry.logs.filter(({ level }) => level === 'error').length, 1);
  });

  it('must be of methods that there are', async (t) => {
    await assert.rejects(
      startEcho(t, {}, { refuse: { shout: () => undefined } }),
      /test\.echo\.v1\.EchoService has no method named shout/,
    );
  });
});
