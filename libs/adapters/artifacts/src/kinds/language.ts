import { z } from 'zod';

/** A BCP 47 tag in canonical case, such as `hi`, `zh-Hant` or `und`. */
export const languageTag = z.string().refine(isCanonicalTag, 'is no BCP 47 tag in canonical case');

function isCanonicalTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag)[0] === tag;
  } catch {
    return false;
  }
}
