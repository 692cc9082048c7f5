import assert from 'node:assert/strict';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { OpticalError } from '@optical/errors';
import { tokenCodec } from '@optical/scoring';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { readCodecFile, SegmentReader, writeCodecFile, writeSegmentFile } from '../src/index.ts';
import type { CodedTokens, SegmentSinks } from '../src/index.ts';

const dims = 8;
const codeBytes = 6;

/** Codes whose bytes tell passage and token: passage p has p + 1 tokens. */
function coded(passages: number, halves: boolean): CodedTokens[] {
  return Array.from({ length: passages }, (_, p) => ({
    centroids: Uint16Array.from({ length: p + 1 }, (_, token) => p * 100 + token),
    residuals: Uint8Array.from({ length: (p + 1) * codeBytes }, (_, i) => (p * 31 + i) % 251),
    ...(halves && { halves: Uint16Array.from({ length: (p + 1) * dims }, (_, i) => p * 500 + i) }),
  }));
}

function writeSegment(file: string, passages: number, halves = false): CodedTokens[] {
  const content = {
    passages: Float64Array.from({ length: passages }, (_, p) => 10 + p * 3),
    lengths: Uint32Array.from({ length: passages }, (_, p) => p + 1),
  };
  const tokens = coded(passages, halves);
  writeSegmentFile(file, { dims, bits: 4, halves }, content, tokens);
  return tokens;
}

function readSegment(file: string): void {
  using segment = new SegmentReader(file);
  segment.read(sinksFor(segment.tokens, (place) => (place * (place + 1)) / 2));
}

const sinksFor = (tokens: number, firstTokenOf: (place: number) => number) =>
  ({
    centroids: new Uint8Array(tokens * 2),
    residuals: new Uint8Array(tokens * codeBytes),
    halves: new Uint8Array(tokens * dims * 2),
    firstTokenOf,
  }) satisfies SegmentSinks;

const isReported = (error: unknown, file: string): boolean =>
  error instanceof OpticalError &&
  ['data-loss', 'failed-precondition'].includes(error.kind) &&
  error.message.includes(file) &&
  /expected|reads version/.test(error.message);

describe('a segment file', () => {
  it('gives back the codes of each passage at the place that the reader chooses, and leaves out what it does not want', () => {
    using folder = temporaryFolder();
    const file = path.join(folder.path, 'segment');
    const tokens = writeSegment(file, 5, true);
    using segment = new SegmentReader(file);
    assert.deepEqual([...segment.content.passages], [10, 13, 16, 19, 22]);
    // Passages in reverse, without the middle one: lengths 5, 4, 2, 1.
    const starts = [11, 9, -1, 5, 0];
    const sinks = sinksFor(12, (place) => starts[place]!);
    segment.read(sinks);
    const expected = [4, 3, 1, 0].flatMap((p) => [...tokens[p]!.centroids]);
    assert.deepEqual([...new Uint16Array(sinks.centroids.buffer)], expected);
    const residuals = [4, 3, 1, 0].flatMap((p) => [...tokens[p]!.residuals]);
    assert.deepEqual([...sinks.residuals], residuals);
    const halves = [4, 3, 1, 0].flatMap((p) => [...tokens[p]!.halves!]);
    assert.deepEqual([...new Uint16Array(sinks.halves.buffer)], halves);
  });

  it('larger than what is read at a time comes back whole', () => {
    using folder = temporaryFolder();
    const file = path.join(folder.path, 'segment');
    const count = 60_000;
    const tokens = 7;
    const residuals = Uint8Array.from({ length: count * tokens * codeBytes }, (_, i) => (i * 7919) % 256);
    const centroids = Uint16Array.from({ length: count * tokens }, (_, i) => i % 65_521);
    const passages = Float64Array.from({ length: count }, (_, p) => p);
    const content = { passages, lengths: new Uint32Array(count).fill(tokens) };
    writeSegmentFile(file, { dims, bits: 4, halves: false }, content, [{ centroids, residuals }]);
    using segment = new SegmentReader(file);
    const sinks = sinksFor(count * tokens, (place) => place * tokens);
    segment.read(sinks);
    assert.ok(Buffer.from(sinks.residuals).equals(Buffer.from(residuals)));
    assert.ok(Buffer.from(sinks.centroids).equals(Buffer.from(centroids.buffer)));
  });

  it('reports every flipped bit outside the padding, with file and expectation', () => {
    using folder = temporaryFolder();
    const file = path.join(folder.path, 'segment');
    writeSegment(file, 4);
    const sound = readFileSync(file);
    const damaged = path.join(folder.path, 'damaged');
    const property = fc.property(fc.nat({ max: sound.length - 1 }), fc.nat({ max: 7 }), (place, bit) => {
      const bytes = Buffer.from(sound);
      bytes[place]! ^= 1 << bit;
      writeFileSync(damaged, bytes);
      try {
        readSegment(damaged);
      } catch (error) {
        assert.ok(isReported(error, damaged), String(error));
        return;
      }
      assert.equal(sound[place], 0, 'only padding may change unnoticed');
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('reports where it was torn, at any length', () => {
    using folder = temporaryFolder();
    const file = path.join(folder.path, 'segment');
    writeSegment(file, 4);
    const { length } = readFileSync(file);
    for (let size = 0; size < length; size += 7) {
      writeSegment(file, 4);
      truncateSync(file, size);
      assert.throws(
        () => {
          readSegment(file);
        },
        (error) => isReported(error, file),
      );
    }
  });

  it('is there whole or not at all', () => {
    using folder = temporaryFolder();
    const file = path.join(folder.path, 'segment');
    const content = { passages: Float64Array.of(1), lengths: Uint32Array.of(3) };
    assert.throws(
      () => writeSegmentFile(file, { dims, bits: 4, halves: false }, content, coded(1, false)),
      /announced/,
    );
    assert.deepEqual(readdirSync(folder.path), []);
  });
});

describe('a codec file', () => {
  it('gives back the codec, and is not taken for a segment', () => {
    using folder = temporaryFolder();
    const file = path.join(folder.path, 'codec');
    const codec = tokenCodec(
      Float32Array.from({ length: 3 * dims }, (_, i) => Math.sin(i)),
      dims,
      2,
      5,
    );
    writeCodecFile(file, codec);
    assert.deepEqual(readCodecFile(file), codec);
    assert.throws(() => new SegmentReader(file), /is a codec file, expected a segment file/);
    assert.throws(
      () => readCodecFile(path.join(folder.path, 'nothing')),
      /nothing was expected, there is no such file/,
    );
  });
});
