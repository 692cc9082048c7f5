import { buildEncodeModel, collate, vectorSize } from '@optical/encoder';
import type { TokenSequence } from '@optical/encoder';
import type { EncoderCheckpoint } from '@optical/checkpoints';
import { openSession } from '@optical/ort';

/** Texts in one run of the teacher. */
const batchSize = 32;

/** The teacher, which encodes each text once. */
export interface CachedTeacher extends AsyncDisposable {
  /** Components of a vector. */
  readonly dims: number;
  /** Token vectors of each text, [tokens, dims], in the order of the texts. */
  encode(texts: readonly TokenSequence[]): Promise<readonly Float32Array[]>;
}

export async function openCachedTeacher(
  { architecture, parameters }: EncoderCheckpoint,
  threads: number,
): Promise<CachedTeacher> {
  const dims = vectorSize(architecture);
  const model = buildEncodeModel(architecture, parameters);
  const session = await openSession({ model, threads, spinning: true });
  return {
    dims,
    encode: async (texts) => {
      const vectors: Float32Array[] = [];
      // Texts of like lengths go together, so that little of a batch is padding.
      const order = [...texts.keys()].sort((a, b) => texts[a]!.ids.length - texts[b]!.ids.length);
      for (let begin = 0; begin < order.length; begin += batchSize) {
        const places = order.slice(begin, begin + batchSize);
        const { size, length, inputIds, attentionMask } = collate(
          places.map((place) => texts[place]!),
          { padTokenId: architecture.padTokenId },
        );
        const { outputs } = await session.run({
          input_ids: { dtype: 'int64', shape: [size, length], data: inputIds },
          attention_mask: { dtype: 'int64', shape: [size, length], data: attentionMask },
        });
        const encoded = outputs.token_vectors!.data as Float32Array;
        places.forEach((place, row) => {
          const from = row * length * dims;
          vectors[place] = encoded.slice(from, from + texts[place]!.ids.length * dims);
        });
      }
      return vectors;
    },
    [Symbol.asyncDispose]: () => session.close(),
  };
}
