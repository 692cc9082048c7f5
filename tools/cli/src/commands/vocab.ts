import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { VocabularySpec } from '@optical/contracts/tokenizer';
import { OpticalError } from '@optical/errors';
import { createProgress } from '../progress/create-progress.ts';
import { withService } from '../connect/with-service.ts';
import { outputClosed } from '../output/closed-output.ts';
import { printJsonLine } from '../output/print.ts';
import { readContext } from '../settings.ts';
import type { GlobalOptions } from '../settings.ts';
import { trainVocabulary } from './train-vocabulary.ts';
import { readInputs } from './vocab-inputs.ts';
import type { Input } from './vocab-inputs.ts';
import { printCoverage, printVocabulary, printVocabularyList } from './vocab-output.ts';

interface TrainFlags extends GlobalOptions {
  readonly name: string;
  readonly model: 'bpe' | 'unigram';
  readonly size: number;
  readonly input: readonly Input[];
  readonly lowercase?: boolean;
  readonly stripAccents?: boolean;
  readonly samplingExponent: number;
  readonly seed: number;
  readonly requestId?: string;
}

const trainCommand = new Command('train')
  .description('train a vocabulary on bitext (.tsv) or plain text and register it')
  .requiredOption('--name <name>', 'registry name, such as vocabulary/quick')
  .requiredOption('--input <language=file>', 'bitext TSV (both sides) or plain text; may be repeated', collectInput)
  .addOption(new Option('--model <model>', 'how words are cut').choices(['bpe', 'unigram']).default('bpe'))
  .option('--size <tokens>', 'tokens, special ones included; 0 for the most', number, 0)
  .option('--lowercase', 'lower-case the text')
  .option('--strip-accents', 'remove combining marks')
  .option('--sampling-exponent <exponent>', 'evens languages out; 1 takes every text once', number, 1)
  .option('--seed <seed>', 'of sampling', number, 0)
  .option('--request-id <id>', 'a repeated training with the same id returns the first result')
  .action(async (_options: unknown, command: Command) => {
    const flags = command.optsWithGlobals<TrainFlags>();
    const context = readContext(flags);
    await withService(context, 'tokenizer', async (client) => {
      const batches = readInputs(flags.input, 'both');
      const vocabulary = await trainVocabulary(client, specOf(flags), batches, {
        context,
        ...(flags.requestId !== undefined && { requestId: flags.requestId }),
      });
      printVocabulary(vocabulary, context.json);
    });
  });

function specOf(flags: TrainFlags): VocabularySpec {
  const { name, size, samplingExponent, seed, lowercase = false, stripAccents = false } = flags;
  const model = flags.model === 'unigram' ? 'SEGMENTATION_MODEL_UNIGRAM' : 'SEGMENTATION_MODEL_BPE';
  return { name, model, size, samplingExponent, seed, lowercase, stripAccents };
}

const describeCommand = new Command('describe')
  .description('a vocabulary with its coverage per language')
  .argument('<vocabulary>', 'name, name@alias or name@digest')
  .action(async (vocabulary: string, _options: unknown, command: Command) => {
    const context = readContext(command.optsWithGlobals<GlobalOptions>());
    await withService(context, 'tokenizer', async (client) => {
      const reply = await client.describeVocabulary({ vocabulary });
      printVocabulary(reply.vocabulary!, context.json);
    });
  });

const listCommand = new Command('list')
  .description('registered vocabularies, newest first')
  .option('--prefix <prefix>', 'only names that begin with this', '')
  .action(async (_options: unknown, command: Command) => {
    const flags = command.optsWithGlobals<GlobalOptions & { readonly prefix: string }>();
    const context = readContext(flags);
    await withService(context, 'tokenizer', async (client) => {
      const vocabularies = [];
      let pageToken = '';
      do {
        const page = await client.listVocabularies({ namePrefix: flags.prefix, pageSize: 500, pageToken });
        vocabularies.push(...page.vocabularies);
        pageToken = page.nextPageToken;
      } while (pageToken !== '');
      printVocabularyList(vocabularies, context.json);
    });
  });

/** Bytes of one message of an import; the contract allows 1 MiB. */
const pieceBytes = 2 ** 20;

const importCommand = new Command('import')
  .description('register an existing Hugging Face tokenizer.json')
  .requiredOption('--name <name>', 'registry name, such as vocabulary/xlm-r')
  .argument('<file>', 'the tokenizer.json')
  .action(async (file: string, _options: unknown, command: Command) => {
    const flags = command.optsWithGlobals<GlobalOptions & { readonly name: string }>();
    const context = readContext(flags);
    const json = await readFile(file).catch((error: unknown) => {
      throw new OpticalError('invalid-argument', `${file} cannot be read: ${(error as Error).message}`);
    });
    async function* pieces() {
      for (let begin = 0; begin === 0 || begin < json.length; begin += pieceBytes) {
        yield await Promise.resolve({ name: flags.name, tokenizerJson: json.subarray(begin, begin + pieceBytes) });
      }
    }
    await withService(context, 'tokenizer', async (client) => {
      printVocabulary((await client.importVocabulary(pieces())).vocabulary!, context.json);
    });
  });

interface CoverageFlags extends GlobalOptions {
  readonly input: readonly Input[];
  readonly reference?: readonly Input[];
}

const coverageCommand = new Command('coverage')
  .description('fertility, unknown tokens and coverage of texts, per language')
  .argument('<vocabulary>', 'name, name@alias or name@digest')
  .requiredOption(
    '--input <language=file>',
    'bitext TSV (its foreign side) or plain text; may be repeated',
    collectInput,
  )
  .option('--reference <language=file>', 'texts to hold them against, such as the training bitext', collectInput)
  .action(async (vocabulary: string, _options: unknown, command: Command) => {
    const { input, reference = [], ...globals } = command.optsWithGlobals<CoverageFlags>();
    const context = readContext(globals);
    await withService(context, 'tokenizer', async (client) => {
      using progress = createProgress(context);
      let texts = 0;
      async function* requests() {
        for await (const batch of readInputs(reference, 'foreign')) yield { vocabulary, referenceTexts: batch };
        for await (const batch of readInputs(input, 'foreign')) {
          progress.update('coverage', { done: (texts += batch.texts.length), unit: 'texts' });
          yield { vocabulary, texts: batch };
        }
      }
      const { coverage } = await client.measureCoverage(requests(), { signal: outputClosed });
      progress.finish();
      if (context.json) coverage.forEach(printJsonLine);
      else printCoverage(coverage);
    });
  });

/** `optical vocab`: vocabularies of the tokenizer service. */
export const vocabCommand = new Command('vocab')
  .description('vocabularies: train, import, describe, coverage per language')
  .addCommand(trainCommand)
  .addCommand(describeCommand)
  .addCommand(listCommand)
  .addCommand(importCommand)
  .addCommand(coverageCommand);

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new InvalidArgumentError('is no number.');
  return value;
}

function collectInput(text: string, inputs: readonly Input[] = []): Input[] {
  const { language, file } = /^(?<language>[^=]+)=(?<file>.+)$/.exec(text)?.groups ?? {};
  if (language === undefined || file === undefined) throw new InvalidArgumentError('is not language=file.');
  return [...inputs, { language, file }];
}
