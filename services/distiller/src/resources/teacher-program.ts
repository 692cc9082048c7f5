// Here rather than in tsconfig.json: projects that import this package compile its sources under their own.
/// <reference lib="es2025.float16" />
import type { EncodeRequest, EncodeResponse__Output, EncodeStreamRequest } from '@optical/contracts/teacher';
import type { Tensor__Output } from '@optical/contracts/common';
import { OpticalError } from '@optical/errors';
import type { ServiceClient } from '@optical/grpc';
import type { Closable, EncodeTeacher, ResolvedReference, TeacherRequest } from '@optical/training';

export type TeacherClient = Pick<ServiceClient<'teacher'>, 'encodeStream'>;

/** Texts of one message: at 512 positions of 384 components in f16 it stays below 16 MiB. */
const batchTexts = 32;

/**
 * Encodes with a model of the teacher service, over one stream per request, so that it has the next texts while it
 * computes. Vectors travel in half precision, to which trainings round them anyway.
 */
export function teacherProgram(
  client: TeacherClient,
  { name, digest }: ResolvedReference,
): { readonly encode: EncodeTeacher } & Closable {
  const model = `${name}@${digest}`;
  return {
    encode: async (request) => {
      const { texts, signal } = request;
      const encoded: Float32Array[] = [];
      for await (const reply of client.encodeStream(messages(model, request), signal ? { signal } : {})) {
        if (reply.error)
          throw new OpticalError('unavailable', `the teacher refused texts of a training: ${reply.error.message}`);
        for (const [place, vectors] of vectorsOf(reply.response!).entries())
          encoded[reply.sequence * batchTexts + place] = vectors;
      }
      if (encoded.length !== texts.length || encoded.includes(undefined as never))
        throw new OpticalError('unavailable', `the teacher encoded ${encoded.length} of ${texts.length} texts`);
      return encoded;
    },
    close: () => Promise.resolve(),
  };
}

// eslint-disable-next-line @typescript-eslint/require-await -- the client reads requests as an async iterable
async function* messages(model: string, request: TeacherRequest): AsyncGenerator<EncodeStreamRequest> {
  const { texts, role, maxTokens, queryAugmentation } = request;
  for (let first = 0; first < texts.length; first += batchTexts) {
    const message: EncodeRequest = {
      model,
      role: role === 'query' ? 'ROLE_QUERY' : 'ROLE_PASSAGE',
      language: 'en',
      inputs: texts.slice(first, first + batchTexts).map((ids) => ({ tokens: { ids: Array.from(ids) } })),
      options: {
        maxTokens,
        queryAugmentation: queryAugmentation ? 'QUERY_AUGMENTATION_ON' : 'QUERY_AUGMENTATION_OFF',
        positions: 'POSITION_SELECTION_ALL',
        dtype: 'DTYPE_F16',
      },
    };
    yield { sequence: first / batchTexts, request: message };
  }
}

const vectorsOf = ({ texts }: EncodeResponse__Output): Float32Array[] =>
  texts.map(({ vectors }) => fromHalves(vectors!));

function fromHalves({ data }: Tensor__Output): Float32Array {
  const { buffer, byteOffset, byteLength } = data;
  // The message's bytes may begin anywhere in their buffer.
  const halves = new Float16Array(buffer.slice(byteOffset, byteOffset + byteLength));
  return new Float32Array(halves);
}
