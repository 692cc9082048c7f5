import { z } from 'zod';

/**
 * A BCP 47 tag in canonical case, such as `hi`, `zh-Hant` or `und`; also one whose canonical form is another tag, in lower
 * case, as data sets use `tl` for `fil`.
 */
export const languageTag = z.string().refine(isCanonicalTag, 'is no BCP 47 tag in canonical case');

function isCanonicalTag(tag: string): boolean {
  try {
    const canonical = Intl.getCanonicalLocales(tag)[0]!;
    const isAlias = canonical.toLowerCase() !== tag.toLowerCase();
    return tag === (isAlias ? tag.toLowerCase() : canonical);
  } catch {
    return false;
  }
}
