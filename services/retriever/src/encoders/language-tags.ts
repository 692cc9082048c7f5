/** What data sets call languages whose canonical tag is another. */
const usual: Readonly<Record<string, string>> = { fil: 'tl' };

/**
 * The tags under which an encoder of a language may be found, the most specific first: as given, in canonical form, and
 * without script and region.
 * @param tag BCP 47
 */
export function tagsOf(tag: string): string[] {
  const canonical = Intl.getCanonicalLocales(tag)[0]!;
  const base = canonical.split('-')[0]!;
  const all = [tag, canonical, tag.split('-')[0]!.toLowerCase(), base, ...(base in usual ? [usual[base]!] : [])];
  return [...new Set(all)];
}

export const isEnglish = (tag: string): boolean => tag.split('-')[0]!.toLowerCase() === 'en';
