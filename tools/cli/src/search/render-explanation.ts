import type { Explanation, TextToken, TranslationPlan } from '@optical/client';
import type { Colors } from '../output/colors.ts';
import { decorate, matchedWords } from './matched-words.ts';

const barWidth = 20;
const shades = ' ░▒▓█';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The query's tokens with what they match, the passage with the matched words marked, and the plan to a translation. */
export function renderExplanation(explanation: Explanation, colors: Colors): string {
  const { score, alignments, passageText, queryTokens, translation } = explanation;
  const width = Math.max(...queryTokens.map(({ token }) => token.length));
  const lines = alignments.map(({ query, passage, similarity }) => {
    const filled = Math.max(0, Math.round(similarity * barWidth));
    const bar = '█'.repeat(filled) + '·'.repeat(Math.max(0, barWidth - filled));
    const matched = passage.span === undefined ? colors.dim('a special token') : passage.token;
    const place = passage.span === undefined ? '' : colors.dim(` at ${passage.span.start}`);
    return `${query.token.padEnd(width)}  ${similarity.toFixed(3).padStart(6)}  ${bar}  ${matched}${place}`;
  });
  const mark = (word: string) => colors.bold(colors.yellow(word));
  const parts = [
    lines.join('\n'),
    `score ${score.toFixed(3)}`,
    decorate(passageText, matchedWords(explanation), mark),
    ...(translation === undefined ? [] : [renderPlan(queryTokens, translation)]),
  ];
  return parts.join('\n\n');
}

/** The plan as a table of shades: a full one is all the mass of the query's token. */
export function renderPlan(queryTokens: readonly TextToken[], plan: TranslationPlan): string {
  const { translationTokens, plan: rows, cost, marginalResidual } = plan;
  const width = Math.max(...queryTokens.map(({ token }) => token.length));
  const columns = translationTokens.map(({ token }) => Array.from(graphemes.segment(token), ({ segment }) => segment));
  const height = Math.max(...columns.map(({ length }) => length));
  const header = Array.from({ length: height }, (_, line) => {
    const letters = columns.map((column) => column.at(line - height) ?? ' ');
    return `${' '.repeat(width)}  ${letters.map((letter) => `${letter} `).join('')}`.trimEnd();
  });
  const body = rows.map((row, index) => {
    const mass = row.reduce((sum, value) => sum + value, 0);
    const cells = Array.from(row, (value) => shades[Math.round((mass > 0 ? value / mass : 0) * (shades.length - 1))]!);
    return `${queryTokens[index]!.token.padEnd(width)}  ${cells.map((cell) => cell.repeat(2)).join('')}`.trimEnd();
  });
  const about = `transport cost ${cost.toFixed(4)}, marginal residual ${marginalResidual.toExponential(1)}`;
  return [...header, ...body, about].join('\n');
}
