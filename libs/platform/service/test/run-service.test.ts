import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { parseSettings } from '@optical/config';
import { serviceNameOf } from '@optical/contracts';
import { createHealthClient, grpcClientSettings } from '@optical/grpc';
import { startTelemetry, telemetrySettings } from '@optical/telemetry';

const entry = path.join(import.meta.dirname, 'support/slow-service.ts');

function start(t: TestContext, environment: Record<string, string> = {}, words: string[] = []) {
  const home = mkdtempSync(path.join(tmpdir(), 'optical-service-'));
  const child = fork(entry, words, { silent: true, env: { OPTICAL_HOME: home, ...environment } });
  const output = text(child.stdout!);
  const errors = text(child.stderr!);
  const exited = once(child, 'exit') as Promise<[number | null]>;
  t.after(async () => {
    child.kill('SIGKILL');
    await exited;
    rmSync(home, { recursive: true, force: true });
  });
  return { child, home, output, errors, exitCode: exited.then(([code]) => code) };
}

async function listeningPort(child: ChildProcess): Promise<number> {
  const signal = AbortSignal.timeout(60_000);
  for (;;) {
    const [chunk] = (await once(child.stdout!, 'data', { signal })) as [Buffer];
    const port = /"port":(\d+),"msg":"listening"/.exec(chunk.toString())?.[1];
    if (port !== undefined) return Number(port);
  }
}

function watchHealth(t: TestContext, home: string, port: number): AsyncIterator<string> {
  const tree = { client: grpcClientSettings, telemetry: telemetrySettings };
  const settings = parseSettings('test', tree, { environment: { OPTICAL_TELEMETRY_LOG_LEVEL: 'silent' }, file: {} });
  const telemetry = startTelemetry({ service: 'test', version: '0.0.0', folder: home, settings: settings.telemetry });
  const client = createHealthClient({ address: `127.0.0.1:${port}`, settings: settings.client, telemetry });
  t.after(async () => {
    client.close();
    await telemetry.shutdown();
  });
  return client.watch(serviceNameOf('tokenizer'))[Symbol.asyncIterator]();
}

describe('runService', () => {
  it('is NOT_SERVING while it starts, SERVING after, NOT_SERVING while it drains, then frees what it holds', async (t) => {
    const { child, home, exitCode } = start(t);
    const health = watchHealth(t, home, await listeningPort(child));
    const closed = once(child, 'message');
    assert.equal((await health.next()).value, 'NOT_SERVING');
    child.send('go');
    assert.equal((await health.next()).value, 'SERVING');
    child.kill('SIGTERM');
    assert.equal((await health.next()).value, 'NOT_SERVING');
    assert.deepEqual(await closed, ['closed', undefined]);
    assert.equal(await exitCode, 0);
  });

  it('ends when the parent that started it is gone', async (t) => {
    const { child, exitCode } = start(t);
    await listeningPort(child);
    child.send('go');
    child.disconnect();
    assert.equal(await exitCode, 0);
  });

  it('lets a start in progress stop before it frees what it holds, once', async (t) => {
    const { child, exitCode } = start(t);
    const words: unknown[] = [];
    child.on('message', (word) => words.push(word));
    await listeningPort(child);
    child.kill('SIGTERM');
    assert.equal(await exitCode, 0);
    assert.deepEqual(words, ['stopped', 'closed']);
  });

  it('does not take the loss of its parent for a second signal', async (t) => {
    const { child, output, exitCode } = start(t);
    await listeningPort(child);
    child.kill('SIGTERM');
    await once(child.stdout!, 'data');
    child.disconnect();
    assert.equal(await exitCode, 0);
    assert.equal((await output).match(/^SIGTERM$/gm)?.length, 1);
  });

  it('drains, frees what it holds and ends with 1 when it cannot go on', async (t) => {
    const { child, output, exitCode } = start(t);
    const closed = once(child, 'message');
    await listeningPort(child);
    child.send('go');
    child.send('broken');
    assert.deepEqual(await closed, ['closed', undefined]);
    assert.equal(await exitCode, 1);
    assert.match(await output, /"level":"fatal".*"msg":"the service cannot go on"/);
  });

  it('ends with 1 and one line when its start fails', async (t) => {
    const { child, output, errors, exitCode } = start(t);
    await listeningPort(child);
    child.send('fail');
    assert.equal(await exitCode, 1);
    assert.equal(await errors, 'tokenizer: the model does not load\n');
    assert.doesNotMatch(await output, /"stack"|fatal/);
  });

  it('ends with 2 and names the setting that is wrong', async (t) => {
    const { errors, exitCode } = start(t, { OPTICAL_GRPC_PORT: '70000' });
    assert.equal(await exitCode, 2);
    assert.match(await errors, /^tokenizer: OPTICAL_GRPC_PORT: "70000" is not valid: .*0 to 65535/);
  });

  it('ends with 2 for a slip in the name of a common setting and suggests what was meant', async (t) => {
    const { errors, exitCode } = start(t, { OPTICAL_GRPC_PROT: '7000' });
    assert.equal(await exitCode, 2);
    assert.match(await errors, /^tokenizer: OPTICAL_GRPC_PROT: is not a setting; did you mean OPTICAL_GRPC_PORT\?/);
  });

  it('ends with 1 at once when the settings of its calls contradict each other, naming the variables', async (t) => {
    const { errors, exitCode } = start(t, { OPTICAL_CLIENT_TLS_CERTIFICATE_FILE: 'client.pem' });
    assert.equal(await exitCode, 1);
    assert.match(await errors, /^tokenizer: a client certificate needs both .*OPTICAL_CLIENT_TLS_KEY_FILE/);
  });

  it('ends with 2 for an argument that is no option', async (t) => {
    for (const word of ['--hlep', 'serve', '--grpc.port=1']) {
      const { errors, exitCode } = start(t, {}, [word]);
      assert.equal(await exitCode, 2);
      assert.match(await errors, new RegExp(`^tokenizer: ${word}: is no option; there are --help`));
    }
  });

  it('refuses to listen beyond loopback without TLS and tokens', async (t) => {
    const { errors, exitCode } = start(t, { OPTICAL_GRPC_HOST: '0.0.0.0' });
    assert.equal(await exitCode, 1);
    assert.match(await errors, /0\.0\.0\.0.*OPTICAL_GRPC_ALLOW_INSECURE/);
  });

  it('prints its settings for --help and its version for --version, and starts nothing', async (t) => {
    const help = start(t, {}, ['--help']);
    assert.equal(await help.exitCode, 0);
    assert.match(await help.output, /OPTICAL_TOKENIZER_GRPC_PORT/);
    const version = start(t, {}, ['--version']);
    assert.match(await version.output, /^\d+\.\d+\.\d+\n$/);
  });
});
