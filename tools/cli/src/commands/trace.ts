import path from 'node:path';
import { Command } from 'commander';
import { invalidArgument, notFound } from '@optical/errors';
import { listTraces, readSpans } from '@optical/telemetry/reading';
import { colorsFor } from '../output/colors.ts';
import { formatDuration } from '../output/format.ts';
import { printJsonLine, renderTable } from '../output/print.ts';
import { readContext } from '../settings.ts';
import type { CommandContext, GlobalOptions } from '../settings.ts';
import { linkedTraces } from '../trace/linked-traces.ts';
import type { LinkedTrace } from '../trace/linked-traces.ts';
import { renderWaterfall } from '../trace/waterfall.ts';

interface TraceOptions extends GlobalOptions {
  readonly limit: string;
}

const fullIdLength = 32;

/** `optical trace [id]`: recent traces, or one as a waterfall. An id may be cut short as long as it is unambiguous. */
export const traceCommand = new Command('trace')
  .description(
    'recent traces of the data directory; with an id, that trace as a waterfall, and the traces that link to it',
  )
  .argument('[id]', 'trace id, or its first characters')
  .option('--limit <n>', 'most traces to list', '20')
  .action(async (id: string | undefined, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<TraceOptions>();
    const context = readContext(options);
    const folder = path.join(path.resolve(context.home), 'telemetry');
    if (id === undefined) await printRecent(folder, parseLimit(options.limit), context);
    else await printTrace(folder, id, context);
  });

async function printRecent(folder: string, limit: number, { json }: CommandContext): Promise<void> {
  const traces = await listTraces(folder, { limit });
  if (json) {
    traces.forEach(printJsonLine);
    return;
  }
  const colors = colorsFor(process.stdout);
  const rows = traces.map(({ traceId, root, startMs, durationMs, services, spanCount, failed }) => [
    traceId,
    new Date(startMs).toISOString(),
    formatDuration(durationMs).padStart(9),
    String(spanCount).padStart(5),
    services.join(' '),
    failed ? colors.red(root.name) : root.name,
  ]);
  console.log(renderTable(['trace', 'started', 'duration', 'spans', 'services', 'root'], rows));
}

async function printTrace(folder: string, id: string, { json }: CommandContext): Promise<void> {
  const traceId = await completeId(folder, id.toLowerCase());
  const spans = await Array.fromAsync(readSpans(folder, { traceId }));
  if (spans.length === 0) throw notFound('trace', id);
  const linked = linkedTraces(traceId, await Array.fromAsync(readSpans(folder)));
  if (json) {
    spans.forEach(printJsonLine);
    linked.forEach(({ root, from, depth }) => {
      printJsonLine({ type: 'linked', from, depth, root });
    });
    return;
  }
  console.log(renderWaterfall(spans, process.stdout.columns || 120, colorsFor(process.stdout)));
  if (linked.length > 0) console.log(`\n${linkedTable(linked)}`);
}

/** Attributes that tell what a linked trace is about. */
const telling = ['optical.evaluator.cell', 'optical.evaluator.score', 'optical.job.id', 'optical.distiller.step'];

function linkedTable(linked: readonly LinkedTrace[]): string {
  const rows = linked.map(({ traceId, root, depth }) => [
    traceId,
    `${'  '.repeat(depth - 1)}${root.service} ${root.name}`,
    formatDuration(root.durationMs).padStart(9),
    telling.flatMap((name) => (name in root.attributes ? [JSON.stringify(root.attributes[name])] : [])).join('  '),
  ]);
  return renderTable(['linked trace', 'root', 'duration', 'about'], rows);
}

async function completeId(folder: string, id: string): Promise<string> {
  if (!/^[0-9a-f]{1,32}$/.test(id))
    throw invalidArgument({ field: 'id', description: `${JSON.stringify(id)} is not 1 to 32 hexadecimal digits` });
  if (id.length === fullIdLength) return id;
  const matches = (await listTraces(folder, { limit: Infinity, lastBytes: Infinity })).filter(({ traceId }) =>
    traceId.startsWith(id),
  );
  if (matches.length === 0) throw notFound('trace', id);
  if (matches.length > 1)
    throw invalidArgument({ field: 'id', description: `${id} begins the id of ${matches.length} traces` });
  return matches[0]!.traceId;
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1)
    throw invalidArgument({ field: '--limit', description: `${JSON.stringify(text)} is not an integer from 1` });
  return limit;
}
