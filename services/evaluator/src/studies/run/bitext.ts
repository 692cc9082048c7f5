import { createHash } from 'node:crypto';
import type { SentencePair } from '@optical/datasets';
import type { StudyRun } from './study-parts.ts';

/** The pairs of a language in the order of the template's data sets, and a digest of which data sets they are. */
export interface LanguageBitext {
  readonly pairs: readonly SentencePair[];
  readonly digest: string;
}

export async function readLanguage(
  { parts, spec }: Pick<StudyRun, 'parts' | 'spec'>,
  language: string,
): Promise<LanguageBitext> {
  const digest = createHash('sha256');
  const pairs: SentencePair[] = [];
  for (const source of spec.studentTemplate!.student!.bitext.filter((candidate) => candidate.language === language)) {
    const data = await parts.data.bitext(source.dataset, language);
    digest.update(`${data.name} ${data.digest}\n`);
    for await (const pair of data.read()) pairs.push(pair);
  }
  return { pairs, digest: digest.digest('hex') };
}
