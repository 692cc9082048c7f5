// Here rather than in tsconfig.json: projects that import this package compile its sources under their own.
/// <reference lib="es2025.float16" />
import type { EncodeStreamRequest } from '@optical/contracts/teacher';
import { OpticalError } from '@optical/errors';
import type { ServiceClient } from '@optical/grpc';

export type TeacherClient = Pick<
  ServiceClient<'teacher'>,
  'encodeStream' | 'describeModel' | 'loadModel' | 'unloadModel'
>;

export interface EncodeTexts {
  /** `name@digest`. */
  readonly model: string;
  readonly role: 'query' | 'passage';
  /** BCP 47; `und` for several. */
  readonly language: string;
  readonly texts: readonly string[];
  readonly signal?: AbortSignal;
}

/** Texts of one message: at 512 positions of 768 components in half precision it stays below 16 MiB. */
const batchTexts = 16;

/** Token vectors of each text, [tokens, dims] in half precision, as the model uses them for retrieval. */
export async function encodeTexts(client: TeacherClient, request: EncodeTexts): Promise<Float16Array[]> {
  const { texts, signal, model } = request;
  const encoded: (Float16Array | undefined)[] = texts.map(() => undefined);
  for await (const { sequence, response, error } of client.encodeStream(messages(request), signal ? { signal } : {})) {
    if (error) throw new OpticalError('unavailable', `the teacher refused texts for ${model}: ${error.message}`);
    for (const [place, { vectors }] of response!.texts.entries()) {
      const { data } = vectors!;
      // The message's bytes may begin anywhere in their buffer.
      encoded[sequence * batchTexts + place] = new Float16Array(
        data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength),
      );
    }
  }
  const missing = encoded.indexOf(undefined);
  if (missing >= 0) throw new OpticalError('unavailable', `the teacher left out text ${missing} of ${texts.length}`);
  return encoded as Float16Array[];
}

// eslint-disable-next-line @typescript-eslint/require-await -- the client reads requests as an async iterable
async function* messages({ model, role, language, texts }: EncodeTexts): AsyncGenerator<EncodeStreamRequest> {
  for (let first = 0; first < texts.length; first += batchTexts) {
    yield {
      sequence: first / batchTexts,
      request: {
        model,
        role: role === 'query' ? 'ROLE_QUERY' : 'ROLE_PASSAGE',
        language,
        inputs: texts.slice(first, first + batchTexts).map((text) => ({ text })),
        options: { dtype: 'DTYPE_F16' },
      },
    };
  }
}
