import { Command } from 'commander';
import { retrieverClient } from '@optical/client';
import { withService } from '../connect/with-service.ts';
import { colorsFor } from '../output/colors.ts';
import { printJsonLine } from '../output/print.ts';
import { readContext } from '../settings.ts';
import type { GlobalOptions } from '../settings.ts';
import { renderExplanation } from './render-explanation.ts';

interface ExplainCommandOptions extends GlobalOptions {
  readonly passage: string;
  readonly lang: string;
  readonly collection: string;
  readonly model: string;
  readonly translation: string;
}

/** `optical explain`: which words of a passage a query matched. */
export const explainCommand = new Command('explain')
  .description('why a passage matches a query, token by token; with a translation, the transport plan between the two')
  .argument('<query>', 'the query')
  .requiredOption('-p, --passage <id>', 'id of the passage, as a search prints it')
  .option('-l, --lang <tag>', 'language of the query, BCP 47; default: detected', 'und')
  .option('-c, --collection <name>', "collection or alias; default: the service's", '')
  .option('--model <reference>', 'query encoder; default: the production student of the language', '')
  .option('--translation <text>', 'English translation of the query', '')
  .action(async (query: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<ExplainCommandOptions>();
    const context = readContext(options);
    const { passage: passageId, lang: language, collection, model, translation } = options;
    await withService(context, 'retriever', async (client) => {
      const explanation = await retrieverClient(client).explain(query, {
        passageId,
        language,
        collection,
        model,
        translation,
      });
      if (context.json) printJsonLine(plain(explanation));
      else console.log(renderExplanation(explanation, colorsFor(process.stdout)));
    });
  });

/** Rows of matrices as JSON has them. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, part: unknown) => (part instanceof Float32Array ? [...part] : part)));
}
