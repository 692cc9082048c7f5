/**
 * Byte-level tokenizers write each byte as one printable character: bytes that are printable in Latin-1 as themselves,
 * the others, in order, as U+0100 and following. Source: `bytes_to_unicode` in
 * https://github.com/openai/gpt-2/blob/master/src/encoder.py
 */
const byteOfCharacter = new Map<string, number>();
for (let byte = 0, shifted = 0x100; byte < 256; byte++) {
  const isPrintable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
  byteOfCharacter.set(String.fromCodePoint(isPrintable ? byte : shifted++), byte);
}

/** The text of a byte-level token; undefined when its bytes are no whole characters. */
export function decodeByteLevel(token: string): string | undefined {
  const bytes = Array.from(token, (character) => byteOfCharacter.get(character) ?? -1);
  if (bytes.includes(-1)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}
