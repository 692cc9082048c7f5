import assert from 'node:assert/strict';
import { ReadableStream } from 'node:stream/web';
import type { ArtifactRegistry } from '@optical/artifacts';
import type { Passage } from '@optical/contracts/indexer';
import { openEncoder } from '@optical/encoding';
import type { ServiceClient } from '@optical/grpc';
import { tinyCheckpoint } from './tiny-models.ts';
import type { PublishedModel } from './tiny-models.ts';

/** Passages of words that tiny-bert's vocabulary has. */
export const passages = [
  'the old town and the market',
  'a bridge to the old castle',
  'rain and water in the mountain',
  'the train to the town is late',
  'an apple and an orange in the market',
  'the mountain and the castle in rain',
];

/**
 * Encodes the passages as the teacher of this seed does; the ids are p0, p1 and so on, and only even ones carry the
 * places of their tokens.
 */
export async function encodePassages(
  tokenizer: ServiceClient<'tokenizer'>,
  vocabulary: string,
  seed: number,
): Promise<Passage[]> {
  const { texts } = await tokenizer.tokenize({
    vocabulary,
    language: 'en',
    texts: passages,
    addSpecialTokens: false,
    includeSpans: true,
  });
  const encoder = await openEncoder({ checkpoint: await tinyCheckpoint(seed), threads: 1 });
  try {
    const encoded = await encoder.encode(
      texts.map(({ ids }) => ids),
      { role: 'passage' },
    );
    return encoded.texts.map(({ vectors, positions, sequence }, index) => {
      const first = sequence.contentMask.indexOf(1);
      const at = (places: readonly number[]) =>
        Array.from(positions, (place) => (sequence.contentMask[place] === 1 ? places[place - first]! : 0));
      const { starts, ends } = texts[index]!.spans!;
      const columns = encoder.description.dims;
      return {
        id: `p${index}`,
        language: 'en',
        text: passages[index]!,
        vectors: {
          shape: [vectors.length / columns, columns],
          dtype: 'DTYPE_F32' as const,
          data: Buffer.from(vectors.buffer, vectors.byteOffset, vectors.byteLength),
        },
        ...(index % 2 === 0 && { spans: { starts: at(starts), ends: at(ends) } }),
      };
    });
  } finally {
    await encoder.close();
  }
}

/** Makes the collection `tiny` for vectors of the teacher. */
export async function createTiny(
  artifacts: ArtifactRegistry,
  indexer: ServiceClient<'indexer'>,
  { name, digest, fingerprint }: PublishedModel,
): Promise<void> {
  const { metadata } = await artifacts.find(name);
  const { dims } = (metadata as { space: { dims: number } }).space;
  const spec = {
    name: 'tiny',
    encoder: { name, digest },
    space: { fingerprint, dims, normalized: true },
    codec: { precision: 'VECTOR_PRECISION_F16' as const },
  };
  await indexer.createCollection({ spec, requestId: 'tiny' });
}

/** Writes the passages into it, as they are encoded. */
export async function fillTiny(
  indexer: ServiceClient<'indexer'>,
  { fingerprint }: PublishedModel,
  encoded: readonly Passage[],
): Promise<void> {
  const upsert = { collection: 'tiny', spaceFingerprint: fingerprint, sequence: 1, passages: [...encoded] };
  const [acknowledged] = await Array.fromAsync(indexer.upsert(ReadableStream.from([upsert])));
  assert.equal(acknowledged!.inserted, encoded.length, JSON.stringify(acknowledged!.refused));
}
