import { Tokenizer } from 'tokenizers';
import { describeTokenizerFile, parseTokenizerFile, refused } from '../files/tokenizer-file.ts';
import { TextTokenizer } from './text-tokenizer.ts';
import type { Frame } from './text-tokenizer.ts';

/**
 * Loads a Hugging Face tokenizer.json. Truncation and padding that the file asks for are left out: both belong to the
 * caller. Takes about a second for 250 k tokens, and blocks.
 *
 * @throws OpticalError `invalid-argument` when it is not a tokenizer that the library can run
 */
export function loadTokenizer(json: string | Uint8Array): TextTokenizer {
  const file = parseTokenizerFile(json);
  const description = describeTokenizerFile(file);
  let native: Tokenizer;
  try {
    native = Tokenizer.fromString(typeof json === 'string' ? json : new TextDecoder().decode(json));
    native.disableTruncation();
    native.disablePadding();
  } catch (error) {
    throw refused(error instanceof Error ? error.message : String(error));
  }
  return new TextTokenizer(native, description, readFrame(file.post_processor));
}

interface TemplateStep {
  readonly SpecialToken?: { readonly id: string };
  readonly Sequence?: unknown;
}

interface PostProcessor {
  readonly type?: string;
  readonly single?: readonly TemplateStep[];
  readonly special_tokens?: Readonly<
    Record<string, { readonly ids: readonly number[]; readonly tokens: readonly string[] }>
  >;
  readonly sep?: readonly [string, number];
  readonly processors?: readonly PostProcessor[];
}

/** What the post-processor puts around one text. */
function readFrame(value: unknown): Frame {
  const processor = value as PostProcessor | null | undefined;
  switch (processor?.type) {
    case 'BertProcessing':
    case 'RobertaProcessing': {
      const [token, id] = processor.sep!;
      return { before: 1, after: [{ token, id }] };
    }
    case 'TemplateProcessing': {
      const steps = processor.single!;
      const content = steps.findIndex((step) => step.Sequence !== undefined);
      const tokensOf = (part: readonly TemplateStep[]): { id: number; token: string }[] =>
        part.flatMap(({ SpecialToken }) => {
          if (!SpecialToken) return [];
          const { ids, tokens } = processor.special_tokens![SpecialToken.id]!;
          return ids.map((id, index) => ({ id, token: tokens[index]! }));
        });
      return { before: tokensOf(steps.slice(0, content)).length, after: tokensOf(steps.slice(content + 1)) };
    }
    case 'Sequence': {
      const frames = processor.processors!.map(readFrame);
      return {
        before: frames.reduce((sum, { before }) => sum + before, 0),
        after: frames.flatMap(({ after }) => after),
      };
    }
    default:
      return { before: 0, after: [] };
  }
}
