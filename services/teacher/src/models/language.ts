import { invalidArgument } from '@optical/errors';

/** @throws OpticalError invalid-argument unless it is a BCP 47 tag; returned in canonical case */
export function requireLanguage(tag: string, field: string): string {
  try {
    const [canonical] = Intl.getCanonicalLocales(tag);
    if (canonical !== undefined) return canonical;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw invalidArgument({ field, description: `${JSON.stringify(tag)} is no BCP 47 language tag` });
}
