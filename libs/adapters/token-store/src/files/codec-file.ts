import type { ResidualBits, TokenCodec } from '@optical/scoring';
import { ContainerReader } from '../container/read-container.ts';
import { writeContainer } from '../container/write-container.ts';

const kind = 'codec';
const parts = ['centroids', 'rotation', 'levels'] as const;

/** Keeps a codec, whole: later software decodes by what the file says and not by how it would make a codec. */
export function writeCodecFile(file: string, codec: TokenCodec): number {
  const { dims, bits } = codec;
  const sections = parts.map((part) => [part, { bytes: codec[part].byteLength, pieces: [codec[part]] }] as const);
  return writeContainer(file, kind, { dims, bits }, Object.fromEntries(sections));
}

/** @throws OpticalError as `ContainerReader`, and `data-loss` when sizes do not fit together */
export function readCodecFile(file: string): TokenCodec {
  using reader = new ContainerReader(file, kind);
  const { dims, bits } = reader.header.about;
  if (typeof dims !== 'number' || (bits !== 2 && bits !== 4)) {
    throw reader.damaged('header', 'dims and 2 or 4 bits were expected');
  }
  const [centroids, rotation, levels] = parts.map((part) => new Float32Array(reader.bytes(part)));
  const expect = (section: string, values: number, wanted: number): void => {
    if (values !== wanted) throw reader.damaged(section, `${wanted} numbers were expected, not ${values}`);
  };
  expect('rotation', rotation!.length, dims * dims);
  expect('levels', levels!.length, 2 ** bits);
  const count = centroids!.length / dims;
  if (!Number.isInteger(count) || count < 1) {
    throw reader.damaged('centroids', `rows of ${dims} numbers were expected, not ${centroids!.length} numbers`);
  }
  return { dims, bits: bits satisfies ResidualBits, centroids: centroids!, rotation: rotation!, levels: levels! };
}
