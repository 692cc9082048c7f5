import { formatDuration } from '../output/format.ts';
import type { ProgressUpdate } from './progress.ts';

const barWidth = 24;

/**
 * One line such as `train  ━━━━━━━━━━━━────────────  50 %  200/400 steps  3.1 s left  loss .31`, cut to the terminal's width.
 *
 * @param seconds since the task was first shown
 * @param columns width of the terminal
 */
export function renderProgress(
  task: string,
  { done, total, unit = '', note = '' }: ProgressUpdate,
  seconds: number,
  columns: number,
): string {
  const parts = [task.padEnd(12)];
  if (total === undefined) {
    parts.push(`${formatCount(done)} ${unit}`.trim(), formatDuration(seconds * 1000));
  } else {
    const share = total <= 0 ? 1 : Math.min(1, done / total);
    const filled = Math.floor(share * barWidth);
    parts.push('━'.repeat(filled) + '─'.repeat(barWidth - filled), `${Math.floor(share * 100)} %`.padStart(5));
    parts.push(`${formatCount(done)}/${formatCount(total)} ${unit}`.trim());
    if (share === 1) parts.push(formatDuration(seconds * 1000));
    else if (done > 0) parts.push(`${formatDuration((seconds / done) * (total - done) * 1000)} left`);
  }
  if (note !== '') parts.push(note);
  return parts.join('  ').slice(0, Math.max(1, columns - 1));
}

/** `950`, `12.3 k`, `4.56 M`, `1.20 G`. */
export function formatCount(count: number): string {
  if (count < 10_000) return String(Math.round(count));
  if (count < 1e6) return `${(count / 1e3).toFixed(1)} k`;
  if (count < 1e9) return `${(count / 1e6).toFixed(2)} M`;
  return `${(count / 1e9).toFixed(2)} G`;
}
