import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { defaultEntryPoints } from '../entry-points.ts';
import { createDeviceChooser } from './choose-device.ts';
import { missingCudaLibraries } from './cuda-provider.ts';
import { probeDevice } from './probe-device.ts';

const dyingProbe = new URL('../../test/dying-probe.ts', import.meta.url);
const endlessProbe = new URL('../../test/endless-probe.ts', import.meta.url);
const withoutCuda = { skip: missingCudaLibraries().length === 0 && 'the CUDA provider is installed' };

describe('createDeviceChooser', () => {
  it('takes the first device of cuda, webgpu and cpu that computes, and tells what it tried', async () => {
    const { device, reason, tried } = await createDeviceChooser()('auto');
    assert.equal(tried.at(-1)?.device, device);
    assert.deepEqual(
      tried.map(({ ok }) => ok),
      [...tried.slice(1).map(() => false), true],
    );
    assert.ok(reason.length > 0 && tried.every(({ detail }) => detail.length > 0));
  });

  it('does not try the cpu, which is always there', async () => {
    const choose = createDeviceChooser({ entryPoints: { probe: dyingProbe } });
    assert.equal((await choose('cpu')).device, 'cpu');
  });

  it('says what to install for a device that was asked for and is missing', withoutCuda, async () => {
    await assert.rejects(createDeviceChooser()('cuda'), (error: Error & { kind: string }) => {
      assert.equal(error.kind, 'failed-precondition');
      assert.match(error.message, /lacks libonnxruntime_providers_shared\.so/);
      assert.match(error.message, /npm rebuild onnxruntime-node --onnxruntime-node-install=cuda12/);
      return true;
    });
  });

  it('survives a provider that takes its process down', async () => {
    const choose = createDeviceChooser({ entryPoints: { probe: dyingProbe } });
    await assert.rejects(choose('webgpu'), /took its process down \(SIGABRT\): .*WebGPU needs/s);
  });

  it('refuses a folder without the CUDA provider', withoutCuda, async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'optical-cuda-'));
    assert.throws(
      () => createDeviceChooser({ cudaLibraries: folder }),
      /libonnxruntime_providers_shared\.so does not exist/,
    );
    await rm(folder, { recursive: true });
  });
});

describe('probeDevice', () => {
  it('computes on the cpu', async () => {
    assert.deepEqual(await probeDevice('cpu', defaultEntryPoints.probe, 60), {
      ok: true,
      software: false,
      detail: 'computes',
    });
  });

  it('gives up after its time', async () => {
    const { ok, detail } = await probeDevice('cpu', endlessProbe, 0.02);
    assert.equal(ok, false);
    assert.match(detail, /SIGTERM, after its 0\.02 s/);
  });
});

it('has its entry points where the package says', () => {
  for (const entry of [defaultEntryPoints.worker, defaultEntryPoints.probe]) assert.ok(existsSync(entry));
});
