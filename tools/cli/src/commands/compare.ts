import { Command, Option } from 'commander';
import type { Correction } from '@optical/contracts/evaluator';
import { withService } from '../connect/with-service.ts';
import { printJsonLine, renderTable } from '../output/print.ts';
import { readContext } from '../settings.ts';
import type { GlobalOptions } from '../settings.ts';
import { readMetric } from '../study/metrics.ts';
import { readJudgmentSource, readRunSource } from '../study/read-run-files.ts';

interface CompareOptions extends GlobalOptions {
  readonly run: readonly string[];
  readonly model: readonly string[];
  readonly qrels?: string;
  readonly track?: string;
  readonly language: string;
  readonly metric: string;
  readonly correction: string;
  readonly all?: boolean;
}

const deadlineMs = 3_600_000;

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** `optical compare`: whether runs differ. */
export const compareCommand = new Command('compare')
  .description('test whether runs differ: paired randomisation and t, intervals over clusters of queries')
  .option('--run <file>', 'TREC run or registered run; may be repeated, the first one is the baseline', collect, [])
  .option('--model <name>', 'model that searches the track; may be repeated', collect, [])
  .option('--qrels <file>', 'TREC judgments, plain or .gz')
  .option('--track <kind:dataset>', 'such as cross-lingual:xquad')
  .option('--language <tag>', 'language of the queries', 'und')
  .option('--metric <name@cutoff>', 'measure', 'ndcg@10')
  .addOption(
    new Option('--correction <name>', 'of the p-values over all pairs')
      .choices(['holm', 'benjamini-hochberg', 'none'])
      .default('holm'),
  )
  .option('--all', 'every pair rather than each with the first')
  .action(async (_options: unknown, command: Command) => {
    const options = command.optsWithGlobals<CompareOptions>();
    const context = readContext(options);
    const runs = [
      ...options.run.map((run) => readRunSource('--run', run)),
      ...options.model.map((model) => readRunSource('--model', model)),
    ];
    const names = [...options.run, ...options.model];
    const request = {
      runs,
      judgments: readJudgmentSource(options),
      metric: readMetric(options.metric),
      correction: `CORRECTION_${options.correction.replaceAll('-', '_').toUpperCase()}` as Correction,
      ...(options.all !== true && { baseline: 0 }),
    };
    await withService(context, 'evaluator', async (client) => {
      const reply = await client.compare(request, { deadlineMs });
      if (context.json) {
        printJsonLine(reply);
        return;
      }
      const values = reply.values.map(({ mean }, place) => [names[place]!, mean.toFixed(4)]);
      console.log(renderTable(['run', options.metric], values));
      const rows = reply.comparisons.map((pair) => [
        `${names[pair.second]!} - ${names[pair.first]!}`,
        pair.difference.toFixed(4),
        `${pair.interval!.lower.toFixed(4)} to ${pair.interval!.upper.toFixed(4)}`,
        pair.randomizationPValue.toPrecision(3),
        pair.tPValue?.toPrecision(3) ?? '',
        pair.correctedPValue.toPrecision(3),
        pair.effectSize?.toFixed(2) ?? '',
        `${pair.wins}/${pair.losses}`,
      ]);
      const header = [
        'difference',
        'mean',
        'confidence interval',
        'p',
        'p of t',
        'p corrected',
        'effect',
        'better/worse',
      ];
      console.log(renderTable(header, rows));
    });
  });
