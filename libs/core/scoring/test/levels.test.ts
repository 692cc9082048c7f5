import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Arena, createKernelMemory, encodeTokens, loadKernels, tokenCodec } from '../src/index.ts';
import { randomVectors } from './random-vectors.ts';
import { naiveDecode } from './reference.ts';

const memory = createKernelMemory(2 ** 26);
const kernels = loadKernels(memory);
const dims = 256;

/** What the best quantiser of a standard normal number loses of its variance (Max 1960, table I). */
const lost = { 2: 0.1175, 4: 0.009497 } as const;

/** Beyond this a standard normal number does not matter in float64. */
const end = 9;
const density = (x: number) => Math.exp(-(x ** 2) / 2) / Math.sqrt(2 * Math.PI);

/** Integral from `from` to `to` by Simpson's rule. */
function integral(of: (x: number) => number, from: number, to: number): number {
  const panels = 200;
  const step = (to - from) / panels;
  let sum = of(from) + of(to);
  for (let i = 1; i < panels; i++) sum += of(from + i * step) * (i % 2 === 1 ? 4 : 2);
  return (sum * step) / 3;
}

/** What each level stands for: the numbers that are nearer to it than to any other. */
const cellsOf = (levels: readonly number[]) =>
  levels.map((level, i) => {
    const [below = -Infinity, above = Infinity] = [levels[i - 1], levels[i + 1]];
    return { level, from: Math.max(-end, (below + level) / 2), to: Math.min(end, (level + above) / 2) };
  });

/** Levels that are the means of what they stand for: Lloyd's iteration from evenly spaced ones. */
function lloydLevels(count: number): number[] {
  let levels = Array.from({ length: count }, (_, i) => ((2 * i + 1) / count - 1) * 2);
  for (let change = 1; change > 1e-9;) {
    const means = cellsOf(levels).map(({ from, to }) => (density(from) - density(to)) / integral(density, from, to));
    change = Math.max(...means.map((mean, i) => Math.abs(mean - levels[i]!)));
    levels = means;
  }
  return levels;
}

describe('residual levels', () => {
  for (const bits of [2, 4] as const) {
    const codec = tokenCodec(randomVectors(1, dims, 1), dims, bits, 1);

    it(`of ${bits} bits are where Lloyd's iteration for a standard normal number ends`, () => {
      const best = lloydLevels(2 ** bits);
      assert.equal(codec.levels.length, best.length);
      // The published table has four digits.
      codec.levels.forEach((level, i) => {
        assert.ok(Math.abs(level - best[i]!) < (Math.abs(level) < 1 ? 1e-4 : 6e-4), `${level} is not ${best[i]}`);
      });
    });

    it(`of ${bits} bits lose ${lost[bits]} of the variance of a standard normal number`, () => {
      const losses = cellsOf([...codec.levels]).map(({ level, from, to }) =>
        integral((x) => (x - level) ** 2 * density(x), from, to),
      );
      assert.ok(Math.abs(losses.reduce((sum, loss) => sum + loss, 0) / lost[bits] - 1) < 1e-3);
    });

    it(`of ${bits} bits lose as little of residuals whose whole length is in one component`, () => {
      const vectors = Float32Array.from({ length: dims * dims }, (_, i) => {
        const [token, dim] = [Math.floor(i / dims), i % dims];
        return codec.centroids[dim]! + (token === dim ? 0.5 : 0);
      });
      const codes = encodeTokens(kernels, new Arena(memory), codec, vectors);
      const decoded = naiveDecode(codec, codes);
      const loss = vectors.reduce((sum, value, i) => sum + (value - decoded[i]!) ** 2, 0) / (dims * 0.5 ** 2);
      // The scale that keeps a residual's product with itself makes it longer, and what is lost with it.
      const expected = lost[bits] / (1 - lost[bits]);
      assert.ok(Math.abs(loss / expected - 1) < 0.05, `${loss} is not ${expected}`);
    });
  }
});
