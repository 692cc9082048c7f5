import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Stem } from './stems.ts';

/** Tag of the only field of google.protobuf.FileDescriptorSet, `repeated FileDescriptorProto file = 1`. */
const fileTag = 0x0a;

/**
 * The files of a service's contract and their imports, each a serialised google.protobuf.FileDescriptorProto, as the
 * compiler describes them. Looked for in `descriptors` of the contracts' folder, where a bundle keeps them, and among
 * the generated files; undefined where there are none.
 */
export function readFileDescriptors(stem: Stem, protoFolder: string): Buffer[] | undefined {
  const folders = [protoFolder, path.join(import.meta.dirname, 'generated')];
  const file = folders.map((folder) => path.join(folder, 'descriptors', `${stem}.binpb`)).find(existsSync);
  return file === undefined ? undefined : splitFileDescriptorSet(readFileSync(file));
}

/**
 * Cuts a serialised FileDescriptorSet into its files.
 * @throws Error when the bytes are not such a set.
 */
export function splitFileDescriptorSet(set: Buffer): Buffer[] {
  const files: Buffer[] = [];
  for (let at = 0; at < set.length;) {
    if (set[at++] !== fileTag) throw new Error(`no file descriptor at byte ${at - 1}`);
    let length = 0;
    let shift = 0;
    let byte: number;
    do {
      byte = set[at++] ?? 0;
      length += (byte & 0x7f) * 2 ** shift;
      shift += 7;
    } while (byte >= 0x80);
    if (at + length > set.length) throw new Error(`file descriptor of ${length} bytes at byte ${at} is cut off`);
    files.push(set.subarray(at, at + length));
    at += length;
  }
  return files;
}
