import { dateFromTimestamp } from '@optical/contracts';
import type { LanguageCoverage__Output, Vocabulary__Output } from '@optical/contracts/tokenizer';
import { printJsonLine, renderTable } from '../output/print.ts';

/** A vocabulary with its coverage. */
export function printVocabulary(vocabulary: Vocabulary__Output, json: boolean): void {
  if (json) {
    printJsonLine(vocabulary);
    return;
  }
  const { version, model, size, specialTokens, coverage, aliases } = vocabulary;
  console.log(`${version!.name}@${version!.digest}`);
  const special = specialTokens.map(({ token }) => token).join(' ');
  console.log(`${modelName(model)}, ${size} tokens (${special})`);
  for (const { alias, digest } of aliases) console.log(`${alias} → ${digest.slice(0, 12)}`);
  if (coverage.length > 0) printCoverage(coverage);
}

export function printVocabularyList(vocabularies: readonly Vocabulary__Output[], json: boolean): void {
  if (json) {
    vocabularies.forEach(printJsonLine);
    return;
  }
  const rows = vocabularies.map(({ version, model, size, aliases }) => [
    version!.name,
    version!.digest.slice(0, 12),
    modelName(model),
    String(size),
    dateFromTimestamp(version!.createTime!).toISOString(),
    aliases
      .filter(({ digest }) => digest === version!.digest)
      .map(({ alias }) => alias)
      .join(' '),
  ]);
  console.log(renderTable(['name', 'digest', 'model', 'tokens', 'registered', 'aliases'], rows));
}

/** A row per language, and the rule that the last column follows. */
export function printCoverage(coverage: readonly LanguageCoverage__Output[]): void {
  const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
  const rows = coverage.map((entry) => [
    entry.language,
    String(entry.texts),
    String(entry.words),
    entry.tokensPerWord.toFixed(2),
    entry.tokensPerCharacter.toFixed(2),
    percent(entry.unknownRate),
    percent(entry.wholeWordRate),
    String(entry.distinctTokens),
    entry.referenceCoverage === undefined ? '' : percent(entry.referenceCoverage),
    entry.lowResource ? 'yes' : 'no',
  ]);
  const header = ['language', 'texts', 'words', 'tokens/word', 'tokens/char', 'unknown', 'whole words', 'distinct'];
  console.log(renderTable([...header, 'in reference', 'low-resource'], rows));
  if (coverage[0]) console.log(coverage[0].lowResourceRule);
}

const modelName = (model: string): string => model.replace('SEGMENTATION_MODEL_', '').toLowerCase();
