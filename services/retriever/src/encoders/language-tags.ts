/** What data sets call languages whose canonical tag is another. */
const usual: Readonly<Record<string, string>> = { fil: 'tl' };

/**
 * The tags under which an encoder of a language may be found, the most specific first: as given, then in canonical form
 * with one subtag less each time.
 * Source: lookup, https://www.rfc-editor.org/rfc/rfc4647#section-3.4
 * @param tag BCP 47
 */
export function tagsOf(tag: string): string[] {
  const subtags = canonical(tag).split('-');
  const ranges = subtags.map((_, dropped) => subtags.slice(0, subtags.length - dropped).join('-'));
  const base = subtags[0]!;
  const all = [tag, ...ranges, tag.split('-')[0]!.toLowerCase(), ...(base in usual ? [usual[base]!] : [])];
  return [...new Set(all)];
}

export const isEnglish = (tag: string): boolean => languageOf(tag) === 'en';

/** Whether the language is left to detection. */
export const isUndetermined = (tag: string): boolean => languageOf(tag) === 'und';

const canonical = (tag: string): string => Intl.getCanonicalLocales(tag)[0]!;

const languageOf = (tag: string): string => canonical(tag).split('-')[0]!;
