import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ServiceDefinition } from '@grpc/proto-loader';
import fc from 'fast-check';
import { readFileDescriptors, splitFileDescriptorSet } from './file-descriptors.ts';
import { findProtoFolder, loadContract, stems } from './index.ts';

describe('file descriptors', () => {
  it('describe each service and its imports as the files are written', () => {
    for (const stem of stems) {
      const files = readFileDescriptors(stem, findProtoFolder()) ?? [];
      const described = (text: string) => files.some((file) => file.includes(text));
      assert.ok(described(`optical/${stem}/v1/${stem}_service.proto`), stem);
      assert.ok(described('optical/common/v1/service_info.proto'), stem);
      assert.ok(described('max_receive_message_bytes'), stem);
    }
  });

  it('are carried by every type that a method names', () => {
    const exact = readFileDescriptors('indexer', findProtoFolder());
    const methods = Object.values(loadContract('indexer').definition as unknown as ServiceDefinition);
    assert.ok(methods.length > 0);
    for (const { requestType, responseType } of methods) {
      assert.deepEqual(requestType.fileDescriptorProtos, exact);
      assert.deepEqual(responseType.fileDescriptorProtos, exact);
    }
  });

  it('are cut out of a set of any number of files of any length', () => {
    const file = fc.oneof(fc.uint8Array(), fc.uint8Array({ minLength: 120, maxLength: 20_000 })).map(Buffer.from);
    fc.assert(
      fc.property(fc.array(file, { maxLength: 5 }), (files) => {
        assert.deepEqual(splitFileDescriptorSet(Buffer.concat(files.flatMap((f) => [prefix(f.length), f]))), files);
      }),
    );
  });

  it('are refused when the set is cut off or something else', () => {
    const set = Buffer.concat([prefix(200), Buffer.alloc(200)]);
    assert.throws(() => splitFileDescriptorSet(set.subarray(0, 150)), /200 bytes at byte 3 is cut off/);
    assert.throws(() => splitFileDescriptorSet(Buffer.from('{}')), /no file descriptor at byte 0/);
  });
});

/** Tag 1, length-delimited, and the length as a varint of at most three bytes. */
function prefix(length: number): Buffer {
  const groups = [length & 0x7f, (length >> 7) & 0x7f, length >> 14].filter((group, i) => i === 0 || length >> (7 * i));
  return Buffer.from([0x0a, ...groups.map((group, i) => (i < groups.length - 1 ? group | 0x80 : group))]);
}
