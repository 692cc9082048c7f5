import type { RecordedSpan } from '@optical/telemetry';
import type { Colors } from '../output/colors.ts';
import { formatDuration } from '../output/format.ts';
import { placeSpans } from './span-tree.ts';

const narrowestBar = 20;

/**
 * A trace as text: one line per span with its service, indented name, duration and a bar on the trace's time axis.
 * @param spans all spans of one trace, at least one
 * @param width columns of the terminal
 */
export function renderWaterfall(spans: readonly RecordedSpan[], width: number, colors: Colors): string {
  const rows = placeSpans(spans);
  const start = Math.min(...spans.map(({ startMs }) => startMs));
  const total = Math.max(...spans.map(({ startMs, durationMs }) => startMs + durationMs)) - start;

  const services = [...new Set(rows.map(({ span }) => span.service))];
  const serviceWidth = Math.max(...services.map(({ length }) => length));
  const nameWidth = Math.max(...rows.map(({ span, depth }) => span.name.length + 2 * depth));
  const durations = rows.map(({ span }) => formatDuration(span.durationMs));
  const durationWidth = Math.max(...durations.map(({ length }) => length));
  const barWidth = Math.max(narrowestBar, width - serviceWidth - nameWidth - durationWidth - 8);

  const paints = [colors.cyan, colors.magenta, colors.yellow, colors.green, colors.blue, colors.white];
  const lines = rows.map(({ span, depth }, index) => {
    const paint = paints[services.indexOf(span.service) % paints.length]!;
    const name = ('  '.repeat(depth) + span.name).padEnd(nameWidth);
    return [
      paint(span.service.padEnd(serviceWidth)),
      span.status === 'error' ? colors.red(name) : name,
      durations[index]!.padStart(durationWidth),
      `│${placeBar(span, start, total, barWidth, paint)}│${span.status === 'error' ? colors.red(' ✗') : ''}`,
    ].join('  ');
  });
  const linked = spans.flatMap((span) => span.links.map((link) => `linked from ${span.name}: trace ${link.traceId}`));
  return [
    `trace ${spans[0]!.traceId}  ${new Date(start).toISOString()}  ${formatDuration(total)}  ${spans.length} spans, ${services.length} services`,
    ...lines,
    ...linked,
    '',
  ].join('\n');
}

function placeBar(
  span: RecordedSpan,
  start: number,
  total: number,
  width: number,
  paint: (text: string) => string,
): string {
  const scale = total > 0 ? width / total : 0;
  const length = Math.min(width, Math.max(1, Math.round(span.durationMs * scale)));
  const offset = Math.min(width - length, Math.round((span.startMs - start) * scale));
  return ' '.repeat(offset) + paint('█'.repeat(length)) + ' '.repeat(width - offset - length);
}
