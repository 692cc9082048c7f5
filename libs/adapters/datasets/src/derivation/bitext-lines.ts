import type { SentencePair } from '../reading/bitext.ts';

/** Zero-width spaces and joiners, byte-order marks and soft hyphens, which differ between sides for no reason. */
const invisible = /[\uFEFF\u200B\u2060\u00AD]/gu;

/** Pairs as lines that `readBitext` reads: composed (NFC), white space collapsed, equal pairs once. */
export async function* bitextLines(pairs: AsyncIterable<SentencePair>): AsyncGenerator<string, void, undefined> {
  const seen = new Set<string>();
  for await (const { id, english, foreign } of pairs) {
    const texts = `${tidy(english)}\t${tidy(foreign)}`;
    if (seen.has(texts)) continue;
    seen.add(texts);
    yield `${tidy(id).replaceAll(' ', '_')}\t${texts}`;
  }
}

function tidy(text: string): string {
  return text.normalize('NFC').replace(invisible, '').replace(/\s+/gu, ' ').trim();
}
