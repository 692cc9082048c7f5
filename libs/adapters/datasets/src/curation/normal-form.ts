/**
 * The form in which texts count as equal: compatibility composition (NFKC), lower case, white space collapsed.
 * For comparison only, never for training.
 */
export function normalForm(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}
