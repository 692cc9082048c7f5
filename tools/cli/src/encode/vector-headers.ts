/**
 * Header of a NumPy file, version 1.0: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 * @param bytes length to which it is filled up with spaces, a multiple of 64
 */
export function npyHeader(descr: string, shape: readonly number[], bytes: number): Buffer {
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${dimensions}), }`;
  const header = Buffer.alloc(bytes, ' ');
  header.write('\x93NUMPY\x01\x00', 0, 'latin1');
  header.writeUInt16LE(bytes - 10, 8);
  header.write(text, 10, 'latin1');
  header.write('\n', bytes - 1);
  return header;
}

/**
 * Header of a safetensors file with `vectors` F32 and `offsets` I64, one after the other:
 * https://huggingface.co/docs/safetensors
 * @param bytes length to which it is filled up with spaces
 */
export function safetensorsHeader(
  shape: readonly number[],
  offsets: number,
  about: Readonly<Record<string, string>>,
  bytes: number,
): Buffer {
  const end = 4 * shape.reduce((product, size) => product * size, 1);
  const text = JSON.stringify({
    __metadata__: about,
    vectors: { dtype: 'F32', shape, data_offsets: [0, end] },
    offsets: { dtype: 'I64', shape: [offsets], data_offsets: [end, end + 8 * offsets] },
  });
  const header = Buffer.alloc(bytes, ' ');
  header.writeBigUInt64LE(BigInt(bytes - 8), 0);
  header.write(text, 8);
  return header;
}
