const surrogatePair = /[\uD800-\uDBFF][\uDC00-\uDFFF]/;

/**
 * UTF-16 position of each code point of a text, and its length at the end: what turns the native library's positions,
 * which count code points, into those of JavaScript strings. Undefined where the two are the same.
 */
export function utf16Positions(text: string): Uint32Array | undefined {
  if (!surrogatePair.test(text)) return undefined;
  const positions = new Uint32Array(text.length + 1);
  let count = 0;
  for (let position = 0; position < text.length; count++) {
    positions[count] = position;
    position += text.codePointAt(position)! > 0xffff ? 2 : 1;
  }
  positions[count] = text.length;
  return positions.subarray(0, count + 1);
}
