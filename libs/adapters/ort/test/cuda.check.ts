/**
 * Trains on CUDA and on the CPU, compares the losses, and times steps for several numbers of steps per call.
 * `node test/cuda.check.ts [folder of the CUDA provider's libraries]`
 *
 * Exits with 0 after success, and on a machine without NVIDIA GPU, where it says that nothing was checked; with 1 if
 * there is a GPU but CUDA does not work or the losses differ.
 */
import { existsSync } from 'node:fs';
import { OpticalError } from '@optical/errors';
import { createDeviceChooser, openTraining } from '../src/index.ts';
import type { Device } from '../src/index.ts';
import { benchSize, encoderBatches, encoderGraph, encoderParameters, tinySize } from './encoder.ts';
import type { EncoderSize } from './encoder.ts';
import { losses } from './training.ts';

const steps = 48;
/** CUDA may multiply in TF32, with 10 bits of mantissa. */
const tolerance = 1e-3;

async function curve(device: Device, stepsPerCall: number): Promise<readonly number[]> {
  const graph = encoderGraph(tinySize, { stepsPerCall });
  const training = await openTraining({ graph, parameters: encoderParameters(tinySize), device });
  const seen = await losses(training, encoderBatches(tinySize, steps));
  await training.close();
  return seen;
}

async function time(size: EncoderSize, stepsPerCall: number): Promise<string> {
  const graph = encoderGraph(size, { stepsPerCall });
  const training = await openTraining({ graph, parameters: encoderParameters(size), device: 'cuda' });
  await training.run(encoderBatches(size, 2 * stepsPerCall));
  const { seconds } = await training.run(encoderBatches(size, 4 * stepsPerCall));
  const state = graph.state.reduce((sum, { shape }) => sum + 4 * shape.reduce((a, b) => a * b, 1), 0);
  await training.close();
  const milliseconds = Object.entries(seconds).map(
    ([part, spent]) => `${part} ${(1000 * (spent as number)).toFixed(2)}`,
  );
  return `${stepsPerCall} steps per call: ms per step ${milliseconds.join(', ')}; state ${(state / 1e6).toFixed(0)} MB`;
}

async function check(cudaLibraries: string | undefined): Promise<void> {
  const { reason } = await createDeviceChooser(cudaLibraries === undefined ? {} : { cudaLibraries })('cuda');
  console.log(`cuda: ${reason}`);
  const expected = await curve('cpu', 1);
  for (const stepsPerCall of [1, 8]) {
    const actual = await curve('cuda', stepsPerCall);
    const worst = Math.max(...expected.map((loss, step) => Math.abs(loss - actual[step]!)));
    console.log(`${steps} losses, ${stepsPerCall} steps per call: greatest difference to the cpu ${worst}`);
    if (!(worst < tolerance)) throw new OpticalError('internal', `the losses differ by more than ${tolerance}`);
  }
  for (const stepsPerCall of [1, 4, 16]) console.log(await time(benchSize, stepsPerCall));
}

if (existsSync('/dev/nvidia0')) {
  try {
    await check(process.argv[2]);
  } catch (error) {
    console.error(`failed: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
} else {
  console.log('nothing was checked: this machine has no NVIDIA GPU (/dev/nvidia0)');
}
