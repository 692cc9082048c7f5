import type { VocabularyMetadata } from '@optical/artifacts';
import type { CheckpointTokenizer } from '@optical/checkpoints';
import { failedPrecondition } from '@optical/errors';

type SpecialTokens = CheckpointTokenizer['specialTokens'];

/** How the two families of vocabularies spell the tokens that play a role. */
const spellings: readonly SpecialTokens[] = [
  { pad: '[PAD]', unknown: '[UNK]', start: '[CLS]', end: '[SEP]', mask: '[MASK]' },
  { pad: '<pad>', unknown: '<unk>', start: '<s>', end: '</s>', mask: '<mask>' },
];

/** @throws OpticalError `failed-precondition` when the vocabulary lacks one of the tokens that a student needs */
export function specialTokensOf({ specialTokens }: VocabularyMetadata, name: string): SpecialTokens {
  const present = new Set(specialTokens.map(({ token }) => token));
  const found = spellings.find((spelling) => Object.values(spelling).every((token: string) => present.has(token)));
  if (found !== undefined) return found;
  const sets = spellings.map((spelling) => Object.values(spelling).join(' ')).join(' or ');
  throw failedPrecondition(`vocabulary ${name} lacks special tokens that a student needs: ${sets}`);
}
