import { Command } from 'commander';
import { invalidArgument } from '@optical/errors';
import { withService } from '../connect/with-service.ts';
import { printJsonLine, renderTable } from '../output/print.ts';
import { readContext } from '../settings.ts';
import type { GlobalOptions } from '../settings.ts';
import { metricText, readMetric, valueText } from '../study/metrics.ts';
import { readJudgmentSource, readRunSource } from '../study/read-run-files.ts';

interface EvaluateOptions extends GlobalOptions {
  readonly run?: string;
  readonly model?: string;
  readonly qrels?: string;
  readonly track?: string;
  readonly language: string;
  readonly metric?: readonly string[];
  readonly queries?: boolean;
}

/** A model encodes queries and passages first. */
const deadlineMs = 3_600_000;

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** `optical evaluate`: scores a run, or the run that a model makes. */
export const evaluateCommand = new Command('evaluate')
  .description('score a TREC run, a registered run or a model on judged queries')
  .option('--run <file>', 'TREC run, plain or .gz, or the name of a registered run (run/…)')
  .option('--model <name>', 'model that searches the track: name, name@alias or name@digest')
  .option('--qrels <file>', 'TREC judgments, plain or .gz')
  .option(
    '--track <kind:dataset>',
    'cross-lingual:xquad, monolingual:xquad, pooled:xquad_r, known-item:ntrex, or cross-lingual with a collection',
  )
  .option('--language <tag>', 'language of the queries', 'und')
  .option('--metric <name@cutoff>', 'such as ndcg@10; may be repeated', collect)
  .option('--queries', 'values of every query, too')
  .action(async (_options: unknown, command: Command) => {
    const options = command.optsWithGlobals<EvaluateOptions>();
    const context = readContext(options);
    const { run, model, metric = [], queries = false } = options;
    if ((run === undefined) === (model === undefined))
      throw invalidArgument({ field: 'arguments', description: 'needs either --run or --model' });
    const request = {
      run: run === undefined ? readRunSource('--model', model!) : readRunSource('--run', run),
      judgments: readJudgmentSource(options),
      metrics: metric.map(readMetric),
      includeQueries: queries,
    };
    await withService(context, 'evaluator', async (client) => {
      const reply = await client.evaluate(request, { deadlineMs });
      if (context.json) {
        printJsonLine(reply);
        return;
      }
      const rows = reply.values.map((value) => [metricText(value.metric), ...valueText(value)]);
      console.log(renderTable(['measure', 'mean', 'confidence interval'], rows));
      const missing = reply.missingQueries === 0 ? '' : `, ${reply.missingQueries} of them without results`;
      console.log(`${reply.judgedQueries} judged queries${missing}`);
      if (reply.run) console.log(`run ${reply.run.name}@${reply.run.digest}`);
      if (!queries) return;
      const names = reply.values.map((value) => metricText(value.metric));
      const lines = reply.queries.map(({ queryId, values }) => [queryId, ...values.map((value) => value.toFixed(4))]);
      console.log(renderTable(['query', ...names], lines));
    });
  });
