import { openCld3, openFastText } from './identifiers.ts';
import type { FastTextIdentifier } from './identifiers.ts';
import { vote } from './vote.ts';
import type { Proposal } from './vote.ts';

export type DetectLanguage = (text: string) => Proposal;

/** Code units that are looked at: more do not make it surer, and both identifiers block the event loop. */
const longest = 1_000;

/** Proposals of fastText that may win a vote. */
const proposals = 5;

/** Where the identifiers' own codes are not what the registry of languages and the data sets use. */
const aliases: Readonly<Record<string, string>> = { iw: 'he', jw: 'jv', fil: 'tl', arz: 'ar', wuu: 'zh' };

/**
 * Loads fastText's lid.176 (Joulin et al. 2016, https://arxiv.org/abs/1607.01759) and CLD3, both in WebAssembly and
 * offline: 176 and 107 languages. About a third of a millisecond a query.
 */
export async function loadLanguageDetector(): Promise<DetectLanguage> {
  const [lid, factory] = await Promise.all([openFastText(), openCld3()]);
  await lid.load();
  const cld3 = factory.create(0, 3 * longest);
  return (text) => {
    // fastText reads one line.
    const line = text.slice(0, longest).replace(/\s+/g, ' ').trim();
    if (!/\p{L}/u.test(line)) return vote([], undefined);
    const { language, probability } = cld3.findLanguage(line);
    const second = tagOf(language);
    return vote(predict(lid, line), second === undefined ? undefined : { language: second, certainty: probability });
  };
}

function predict({ model }: FastTextIdentifier, line: string): Proposal[] {
  const found = model.predict(line, proposals, 0);
  const result: Proposal[] = [];
  for (let index = 0; index < found.size(); index++) {
    const [certainty, label] = found.get(index);
    const language = tagOf(label.replace('__label__', ''));
    if (language !== undefined) result.push({ language, certainty });
  }
  found.delete();
  return result;
}

/** @returns undefined for undetermined languages and romanised text, which no encoder is trained on */
function tagOf(code: string): string | undefined {
  if (code === 'und' || code.endsWith('-Latn')) return undefined;
  return aliases[code] ?? code;
}
