import { fork } from 'node:child_process';
import type { Device } from '../runtime/device.ts';
import type { ProbeResult } from './probe/probe-result.ts';

/**
 * Tries a device in a child process, which a provider may take down.
 * @param limitSeconds after which the child is killed; the first use of a GPU compiles shaders
 */
export async function probeDevice(device: Device, entry: URL, limitSeconds: number): Promise<ProbeResult> {
  const child = fork(entry, [device], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], timeout: 1000 * limitSeconds });
  let printed = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    printed = (printed + text).slice(-2000);
  });
  let result: ProbeResult | undefined;
  child.on('message', (message: ProbeResult) => {
    result = message;
  });
  const ending = await new Promise<string>((resolve) => {
    child.once('error', ({ message }) => {
      resolve(`could not be tried: ${message}`);
    });
    child.once('close', (code, signal) => {
      const limit = child.killed ? `, after its ${limitSeconds} s` : '';
      resolve(`took its process down (${signal ?? `code ${code}`}${limit}): ${lastLine(printed)}`);
    });
  });
  return result ?? { ok: false, software: false, detail: ending };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
