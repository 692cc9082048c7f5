import { createHash } from 'node:crypto';
import { normalForm } from '@optical/datasets';
import type { SentencePair } from '@optical/datasets';
import type { StudyRun } from './study-parts.ts';

/** The pairs of a language in the order of the template's data sets, and a digest of which data sets they are. */
export interface LanguageBitext {
  readonly pairs: readonly SentencePair[];
  readonly digest: string;
}

export async function readLanguage({ parts, spec }: StudyRun, language: string): Promise<LanguageBitext> {
  const digest = createHash('sha256');
  const pairs: SentencePair[] = [];
  for (const source of spec.studentTemplate!.student!.bitext.filter((candidate) => candidate.language === language)) {
    const data = await parts.data.bitext(source.dataset, language);
    digest.update(`${data.name} ${data.digest}\n`);
    for await (const pair of data.read()) pairs.push(pair);
  }
  return { pairs, digest: digest.digest('hex') };
}

/** Whether a pair shares a sentence with a query in a language or a passage of the study's tracks. */
export async function sharesTrackText(
  { setup, parts }: StudyRun,
  language: string,
): Promise<(pair: Pick<SentencePair, 'english' | 'foreign'>) => boolean> {
  const texts = new Set<string>();
  for (const name of setup.tracks) {
    const track = await parts.tracks.open(name);
    const queries = track.languages.includes(language) ? track.queries(language).queries : [];
    for (const { text } of [...queries, ...track.passages]) texts.add(normalForm(text));
  }
  return ({ english, foreign }) => texts.has(normalForm(english)) || texts.has(normalForm(foreign));
}
