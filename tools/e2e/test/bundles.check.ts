/**
 * Starts every built service as an image does, `node dist/main.js`, until it is SERVING, stops it, and loads every other
 * bundle beside it as the service would: in a thread. Needs `npm run build`: `node tools/e2e/test/bundles.check.ts`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { parseSettings } from '@optical/config';
import { serviceNameOf, stems } from '@optical/contracts';
import type { Stem } from '@optical/contracts';
import { createHealthClient, grpcClientSettings } from '@optical/grpc';
import { startTelemetry, telemetrySettings } from '@optical/telemetry';
import { temporaryFolder, until } from '@optical/testing';

const limitMs = 60_000;
/** Long enough for a bundle to be loaded, which is all that is asked of it. */
const loadingMs = 500;

using folder = temporaryFolder();
const tree = { client: grpcClientSettings, telemetry: telemetrySettings };
const environment = { OPTICAL_TELEMETRY_LOG_LEVEL: 'silent' };
const settings = parseSettings('test', tree, { environment, file: {} });
const telemetry = startTelemetry({ service: 'check', version: '0', folder: folder.path, settings: settings.telemetry });
try {
  for (const stem of stems) {
    const dist = path.resolve(import.meta.dirname, '../../../services', stem, 'dist');
    const began = performance.now();
    await serveOnce(stem, path.join(dist, 'main.js'));
    const others = readdirSync(dist).filter((name) => name.endsWith('.js') && name !== 'main.js');
    for (const name of others) await load(path.join(dist, name));
    console.log(`${stem}: SERVING from its bundle, with ${others.length} more, ${seconds(began)} s`);
  }
} finally {
  await telemetry.shutdown();
}

async function serveOnce(stem: Stem, entry: string): Promise<void> {
  const child = spawn(process.execPath, [entry], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, OPTICAL_HOME: path.join(folder.path, 'home'), OPTICAL_TELEMETRY_LOG_FORMAT: 'json' },
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  try {
    const listening = new Promise<number>((resolve) => {
      createInterface(child.stdout).on('line', (line) => {
        const port = /"port":(\d+),"msg":"listening"/.exec(line)?.[1];
        if (port !== undefined) resolve(Number(port));
      });
    });
    const port = await Promise.race([
      listening,
      exited.then(([code]) => {
        throw new Error(`${entry} ended with ${code} before it listened`);
      }),
    ]);
    const health = createHealthClient({ address: `127.0.0.1:${port}`, settings: settings.client, telemetry });
    await until(`${stem} SERVING`, async () => (await health.check(serviceNameOf(stem))) === 'SERVING', limitMs);
    health.close();
    child.kill('SIGTERM');
    const [code] = await exited;
    if (code !== 0) throw new Error(`${entry} ended with ${code} after SIGTERM`);
  } finally {
    child.kill('SIGKILL');
  }
}

/** What a bundle does in a thread without a task is its own business; it must be there, whole and with all its imports. */
async function load(entry: string): Promise<void> {
  const worker = new Worker(pathToFileURL(entry), { workerData: {}, stdout: true, stderr: true });
  try {
    await Promise.race([once(worker, 'exit'), new Promise((resolve) => setTimeout(resolve, loadingMs))]);
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    if (name === 'SyntaxError' || code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') throw error;
  } finally {
    await worker.terminate();
  }
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}
