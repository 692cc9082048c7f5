import path from 'node:path';
import { Command } from 'commander';
import { withService } from '../connect/with-service.ts';
import { printJsonLine } from '../output/print.ts';
import { readContext } from '../settings.ts';
import type { GlobalOptions } from '../settings.ts';
import { kindOf, viewModel } from './model-view.ts';
import { parseCount } from './parse-count.ts';
import { renderModel } from './render-model.ts';

interface ImportOptions extends GlobalOptions {
  readonly name?: string;
  readonly kind: string;
  readonly language: readonly string[];
  readonly queryTokens?: string;
  readonly passageTokens?: string;
  readonly queryAugmentation?: boolean;
}

/** The longest that a service allows: a known model may be fetched first, and a repeated import goes on with that. */
const importDeadlineMs = 600_000;

/** `optical models import`: a directory on the service's machine, or a known model such as all-MiniLM-L6-v2. */
export const importCommand = new Command('import')
  .description(
    'register the model of a Hugging Face directory below the folders that the teacher is configured to read',
  )
  .argument('<directory>', 'path below one of these folders, such as all-MiniLM-L6-v2')
  .option('--name <name>', 'registry name; default: the kind and the name of the directory')
  .option('--kind <kind>', 'teacher or base', 'teacher')
  .option('--language <tag>', 'language that it was trained for, BCP 47; may be repeated', collect, [])
  .option('--query-tokens <n>', 'length of queries; default as the directory says, else 32')
  .option('--passage-tokens <n>', 'length of passages; default as the directory says, else 180')
  .option('--query-augmentation', 'fill queries up with [MASK]')
  .option('--no-query-augmentation', 'do not fill queries up')
  .action(async (directory: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<ImportOptions>();
    const context = readContext(options);
    const { kind, language, queryTokens, passageTokens, queryAugmentation } = options;
    const request = {
      name: options.name ?? `${kind}/${path.basename(directory)}`,
      directory,
      kind: kindOf(kind),
      languages: [...language],
      ...(queryTokens !== undefined && { queryTokens: parseCount('--query-tokens', queryTokens, 4, 512) }),
      ...(passageTokens !== undefined && { passageTokens: parseCount('--passage-tokens', passageTokens, 8, 512) }),
      ...(queryAugmentation !== undefined && { queryAugmentation }),
    };
    await withService(context, 'teacher', async (client) => {
      const { model } = await client.importModel(request, { deadlineMs: importDeadlineMs });
      const view = viewModel(model!);
      if (context.json) printJsonLine(view);
      else console.log(renderModel(view));
    });
  });

function collect(tag: string, tags: readonly string[]): string[] {
  return [...tags, tag];
}
