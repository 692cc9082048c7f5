import { Command, Option } from 'commander';
import { invalidArgument } from '@optical/errors';
import type { Model__Output } from '@optical/contracts/teacher';
import type { ServiceClient } from '@optical/grpc';
import { withService } from '../connect/with-service.ts';
import { encodeAll, floatsOf } from '../encode/encode-all.ts';
import type { EncodedTexts } from '../encode/encode-all.ts';
import { openTexts } from '../encode/read-texts.ts';
import { createVectorFile } from '../encode/vector-file.ts';
import { printJsonLine } from '../output/print.ts';
import { createProgress } from '../progress/create-progress.ts';
import { readContext } from '../settings.ts';
import type { CommandContext, GlobalOptions } from '../settings.ts';
import { endSignal } from '../up/end-signal.ts';

interface EncodeCommandOptions extends GlobalOptions {
  readonly model: string;
  readonly role: 'query' | 'passage';
  readonly language: string;
  readonly file?: string;
  readonly output?: string;
  readonly maxTokens?: string;
  readonly allPositions?: boolean;
}

/** `optical encode`: JSON lines on stdout, or a file of vectors. */
export const encodeCommand = new Command('encode')
  .description('token vectors of texts, as JSON lines or as a .safetensors or .npy file')
  .argument('[text...]', 'texts to encode')
  .requiredOption('--model <reference>', 'model: name, name@alias or name@digest')
  .addOption(new Option('--role <role>', 'what the texts are').choices(['query', 'passage']).makeOptionMandatory())
  .option('--language <tag>', 'language of the texts, BCP 47', 'und')
  .option('--file <path>', 'a file of texts, one a line; - for stdin')
  .option('--output <path>', 'write the vectors to this .safetensors or .npy file')
  .option('--max-tokens <n>', 'longest sequence in tokens')
  .option('--all-positions', 'special, [MASK] and punctuation tokens get a vector, too')
  .action(async (texts: string[], _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<EncodeCommandOptions>();
    const context = readContext(options);
    await withService(context, 'teacher', (client) => run(client, context, texts, options));
  });

async function run(
  client: ServiceClient<'teacher'>,
  context: CommandContext,
  texts: readonly string[],
  options: EncodeCommandOptions,
): Promise<void> {
  const signal = endSignal();
  const source = await openTexts(texts, options.file, signal);
  const maxTokens = options.maxTokens === undefined ? 0 : parseMaxTokens(options.maxTokens);
  const { model } = await client.describeModel({ model: options.model });
  const { service } = await client.describeService({});
  const role = options.role === 'query' ? ('ROLE_QUERY' as const) : ('ROLE_PASSAGE' as const);
  const positions = options.allPositions === true ? ('POSITION_SELECTION_ALL' as const) : undefined;
  const encoded = encodeAll(client, source, {
    request: {
      model: options.model,
      role,
      language: options.language,
      options: { maxTokens, ...(positions && { positions }), includeTokens: options.output === undefined },
    },
    batchTexts: textsThatFit(model!, options.role, maxTokens, service!.maxReceiveMessageBytes),
    signal,
  });
  if (options.output === undefined) {
    for await (const batch of encoded) printBatch(batch);
    return;
  }
  const file = await createVectorFile(options.output);
  try {
    using progress = createProgress(context);
    const about: Record<string, string> = { role: options.role };
    let done = 0;
    for await (const { response } of encoded) {
      for (const text of response.texts) await file.write(floatsOf(text), response.space!.dims);
      about.model = `${response.model!.name}@${response.model!.digest}`;
      about.fingerprint = response.space!.fingerprint;
      done += response.texts.length;
      progress.update('encode', { done, unit: 'texts', ...(source.total !== undefined && { total: source.total }) });
    }
    await file.finish(about);
  } catch (error) {
    await file.discard();
    throw error;
  }
}

function printBatch({ begin, response }: EncodedTexts): void {
  const { dims } = response.space!;
  response.texts.forEach((text, index) => {
    const floats = floatsOf(text);
    const rows = text.positions.map((_, row) => Array.from(floats.subarray(row * dims, (row + 1) * dims)));
    const tokens = text.positions.map((position) => text.tokens!.tokens[position]);
    printJsonLine({
      index: begin + index,
      truncated: text.truncated,
      positions: text.positions,
      tokens,
      vectors: rows,
    });
  });
}

/** So many that the longest sequences fit a message, with room for their tokens, and a batch of the service is filled. */
function textsThatFit(
  { architecture, space }: Model__Output,
  role: 'query' | 'passage',
  maxTokens: number,
  messageBytes: number,
): number {
  const { queryTokens, passageTokens } = architecture!;
  const tokens = maxTokens > 0 ? maxTokens : role === 'query' ? queryTokens : passageTokens;
  const textBytes = tokens * (4 * space!.dims + 64) + 256;
  return Math.max(1, Math.min(256, Math.floor((0.9 * messageBytes) / textBytes)));
}

function parseMaxTokens(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw invalidArgument({ field: '--max-tokens', description: `${JSON.stringify(text)} is not an integer from 1` });
}
