/**
 * Trains the same small encoder on the CPU and on WebGPU for 50 steps and compares losses and weights; without a GPU,
 * on SwiftShader of Debian's chromium. `node test/webgpu.check.ts`; exits with 1 if they differ.
 */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { toNumbers } from '@optical/graph';
import type { OpticalError } from '@optical/errors';
import { createDeviceChooser, openTraining } from '../src/index.ts';
import type { Device, Tensors } from '../src/index.ts';
import { encoderBatches, encoderGraph, encoderParameters, tinySize } from './encoder.ts';
import { losses } from './training.ts';

const steps = 50;
/** Five digits. */
const tolerance = 1e-5;

const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';
if (process.env.VK_DRIVER_FILES === undefined && !existsSync('/dev/dri') && existsSync(swiftShader)) {
  process.env.VK_DRIVER_FILES = swiftShader;
  process.env.VK_ICD_FILENAMES = swiftShader;
  process.env.XDG_RUNTIME_DIR ??= tmpdir();
}

interface Curve {
  readonly losses: readonly number[];
  readonly state: Tensors;
  readonly seconds: number;
}

async function curve(device: Device): Promise<Curve> {
  const begun = performance.now();
  const parameters = encoderParameters(tinySize);
  const training = await openTraining({ graph: encoderGraph(tinySize), parameters, device, threads: 2 });
  const seen = await losses(training, encoderBatches(tinySize, steps));
  const state = await training.readState();
  await training.close();
  return { losses: seen, state, seconds: (performance.now() - begun) / 1000 };
}

function greatestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a, (x, i) => Math.abs(x - b[i]!) / Math.max(1, Math.abs(x))).reduce((m, d) => Math.max(m, d), 0);
}

try {
  const { reason } = await createDeviceChooser()('webgpu');
  console.log(`webgpu: ${reason}`);
  const cpu = await curve('cpu');
  const webgpu = await curve('webgpu');
  const loss = greatestDifference(cpu.losses, webgpu.losses);
  const weights = Object.keys(cpu.state).map((name) =>
    greatestDifference(toNumbers(cpu.state[name]!), toNumbers(webgpu.state[name]!)),
  );
  console.log(
    `${steps} steps: cpu ${cpu.seconds.toFixed(1)} s, webgpu ${webgpu.seconds.toFixed(1)} s, compilation of shaders included`,
  );
  console.log(
    `loss ${cpu.losses[0]} to ${cpu.losses.at(-1)}; greatest difference ${loss}, of the state ${Math.max(...weights)}`,
  );
  if (!(loss < tolerance)) {
    console.error(`the curves differ by more than ${tolerance}`);
    process.exitCode = 1;
  }
} catch (error) {
  if ((error as OpticalError).kind !== 'failed-precondition') throw error;
  console.log(`skipped: ${(error as OpticalError).message}`);
}
