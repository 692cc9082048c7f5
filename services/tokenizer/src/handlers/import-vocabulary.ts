import { requireName } from '@optical/artifacts';
import type { ArtifactRegistry } from '@optical/artifacts';
import { invalidArgument } from '@optical/errors';
import type { ServiceHandlers } from '@optical/grpc';
import { loadTokenizer } from '@optical/tokenizers';
import { publishVocabulary } from '../vocabularies/publish-vocabulary.ts';
import { describeVocabulary } from '../vocabularies/vocabulary-message.ts';

const limits = { chunkBytes: 2 ** 20, fileBytes: 2 ** 28 };

/** Registers an existing tokenizer.json; a torn one is no JSON and is refused. */
export const importVocabulary =
  (artifacts: ArtifactRegistry): ServiceHandlers<'tokenizer'>['importVocabulary'] =>
  async (requests, { signal }) => {
    let name: string | undefined;
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const { name: given, tokenizerJson } of requests) {
      name ??= requireName(given);
      requireBelow(tokenizerJson.length, limits.chunkBytes);
      bytes += tokenizerJson.length;
      requireBelow(bytes, limits.fileBytes);
      chunks.push(tokenizerJson);
    }
    signal.throwIfAborted();
    if (name === undefined) throw invalidArgument({ field: 'name', description: 'is required in the first message' });
    const json = Buffer.concat(chunks);
    const tokenizer = loadTokenizer(json);
    const vocabulary = await publishVocabulary(artifacts, { name, json, tokenizer, signal });
    return { vocabulary: await describeVocabulary(artifacts, vocabulary) };
  };

function requireBelow(bytes: number, limit: number): void {
  if (bytes <= limit) return;
  throw invalidArgument({ field: 'tokenizer_json', description: `${bytes} bytes are above the limit ${limit}` });
}
