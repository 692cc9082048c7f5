import { failedPrecondition } from '@optical/errors';
import type { QuestionedParagraph } from '../reading/squad.ts';
import { normalForm } from './normal-form.ts';

/** A text that no model may be trained on, and how an error names it (`xquad.hi question 56be...`). */
export interface HeldOutText {
  readonly name: string;
  readonly text: string;
}

// Shorter texts are too common to mean a leak when they occur within another one; they are compared as a whole.
const anchorLength = 8;

/** Finds held-out texts in training texts: equal, or contained, in normal form. */
export class LeakGuard {
  readonly #whole = new Map<string, string>();
  readonly #byAnchor = new Map<string, { readonly name: string; readonly text: string }[]>();

  constructor(heldOut: Iterable<HeldOutText>) {
    for (const { name, text: original } of heldOut) {
      const text = normalForm(original);
      if (text === '' || this.#whole.has(text)) continue;
      this.#whole.set(text, name);
      if (text.length < anchorLength) continue;
      const anchor = text.slice(0, anchorLength);
      const known = this.#byAnchor.get(anchor);
      if (known) known.push({ name, text });
      else this.#byAnchor.set(anchor, [{ name, text }]);
    }
  }

  /** The name of a held-out text that `text` equals or contains, or undefined. */
  find(text: string): string | undefined {
    const normal = normalForm(text);
    const equal = this.#whole.get(normal);
    if (equal !== undefined) return equal;
    for (let at = 0; at + anchorLength <= normal.length; at++) {
      const match = this.#byAnchor
        .get(normal.slice(at, at + anchorLength))
        ?.find((candidate) => normal.startsWith(candidate.text, at));
      if (match) return match.name;
    }
    return undefined;
  }

  /** Throws `failed-precondition` naming both when a training text equals or contains a held-out one. */
  refuse(trainingName: string, ...texts: readonly string[]): void {
    for (const text of texts) {
      const leak = this.find(text);
      if (leak !== undefined) throw failedPrecondition(`${trainingName} equals or contains the held-out ${leak}`);
    }
  }
}

/** Every paragraph and question of an evaluation set as held-out text; `set` goes into the names. */
export function heldOutTexts(set: string, paragraphs: readonly QuestionedParagraph[]): HeldOutText[] {
  return paragraphs.flatMap(({ id, text, questions }) => [
    { name: `${set} paragraph ${id}`, text },
    ...questions.map((question) => ({ name: `${set} question ${question.id}`, text: question.text })),
  ]);
}
