import { Command } from 'commander';
import { withService } from '../connect/with-service.ts';
import { printJsonLine } from '../output/print.ts';
import { readContext } from '../settings.ts';
import type { GlobalOptions } from '../settings.ts';
import { kindOf, viewModel } from './model-view.ts';
import type { ModelView } from './model-view.ts';
import { parseCount } from './parse-count.ts';
import { renderModel, renderModels } from './render-model.ts';

interface ListOptions extends GlobalOptions {
  readonly kind?: string;
  readonly prefix?: string;
  readonly language?: string;
  readonly limit: string;
}

const largestPage = 500;

/** `optical models list`: newest first. */
export const listCommand = new Command('list')
  .description('registered models, newest first')
  .option('--kind <kind>', 'only teacher, student or base')
  .option('--prefix <prefix>', 'only names that begin with this, such as student/')
  .option('--language <tag>', 'only models trained for this language, BCP 47')
  .option('--limit <n>', 'most models to list', '50')
  .action(async (_options: unknown, command: Command) => {
    const options = command.optsWithGlobals<ListOptions>();
    const context = readContext(options);
    const limit = parseCount('--limit', options.limit, 1, 1_000_000);
    const filter = {
      ...(options.kind !== undefined && { kind: kindOf(options.kind) }),
      namePrefix: options.prefix ?? '',
      language: options.language ?? '',
    };
    await withService(context, 'teacher', async (client) => {
      const views: ModelView[] = [];
      let pageToken = '';
      do {
        const pageSize = Math.min(limit - views.length, largestPage);
        const page = await client.listModels({ ...filter, pageSize, pageToken });
        views.push(...page.models.map(viewModel));
        pageToken = page.nextPageToken;
      } while (pageToken !== '' && views.length < limit);
      if (context.json) views.forEach(printJsonLine);
      else console.log(renderModels(views));
    });
  });

/** `optical models describe`: everything about one model. */
export const describeCommand = new Command('describe')
  .description('one model: shape, vector space, lineage, aliases')
  .argument('<model>', 'name, name@alias or name@digest (8 digits or more)')
  .action(async (model: string, _options: unknown, command: Command) => {
    const context = readContext(command.optsWithGlobals<GlobalOptions>());
    await withService(context, 'teacher', async (client) => {
      const view = viewModel((await client.describeModel({ model })).model!);
      if (context.json) printJsonLine(view);
      else console.log(renderModel(view));
    });
  });
