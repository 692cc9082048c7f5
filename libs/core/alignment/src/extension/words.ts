/** How a tokenizer of BERT's kind writes the words that it cuts. */
export interface WordRules {
  readonly lowercase: boolean;
  /** Whether accents of Latin letters go; marks of other scripts, such as vowel signs, stay in any case. */
  readonly stripLatinMarks: boolean;
}

/**
 * The words of a text as BERT's normaliser and pre-tokenizer make them: at spaces, every punctuation sign and symbol of
 * ASCII for itself. Unlike there, Han characters stay together: they are cut with the scripts that write no spaces.
 * Source: https://github.com/google-research/bert/blob/master/tokenization.py
 */
export function wordsOf(text: string, { lowercase, stripLatinMarks }: WordRules): string[] {
  const clean = text.replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\ufffd]/gu, (sign) => (/\s/u.test(sign) ? ' ' : ''));
  const cased = lowercase ? clean.toLowerCase() : clean;
  const marked = stripLatinMarks
    ? cased
        .normalize('NFD')
        .replaceAll(/(?<=\p{Script=Latin})\p{Mn}+/gu, '')
        .normalize('NFC')
    : cased;
  return marked.match(/[\p{P}$+<=>^`|~]|[^\s\p{P}$+<=>^`|~]+/gu) ?? [];
}

const unspaced = /^[\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]+$/u;

/** Whether a word is a run of a script that writes no spaces between words. */
export const isUnspaced = (word: string): boolean => unspaced.test(word) && /\p{L}/u.test(word);

/** An unspaced run cut into the longest known forms from its start; unknown characters stay alone. */
export function cutUnspaced(run: string, isForm: (part: string) => boolean): string[] {
  const characters = Array.from(run);
  const parts: string[] = [];
  for (let start = 0; start < characters.length;) {
    let end = Math.min(characters.length, start + longestForm);
    while (end > start + 1 && !isForm(characters.slice(start, end).join(''))) end--;
    parts.push(characters.slice(start, end).join(''));
    start = end;
  }
  return parts;
}

const longestForm = 40;
